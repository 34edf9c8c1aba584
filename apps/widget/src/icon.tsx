/** An icon in a box of 20, drawn for the product. It says nothing by itself: the words stand beside it. */
export function Icon({ path }: { path: string }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
