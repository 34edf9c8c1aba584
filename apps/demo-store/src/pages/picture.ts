import { type Html, html } from '../html'

/** Tall for three in a row and a product's own page; wide for two in a row and for a phone. */
export type Shape = 'tall' | 'wide'

/** The sheets that products are drawn on, in px. */
export const sheets = {
  tall: { width: 580, height: 756 },
  wide: { width: 800, height: 700 },
} as const satisfies Record<Shape, { width: number; height: number }>

interface Picture {
  slug: string
  colour: string
  alt: string
  shape?: Shape
  loading?: 'lazy'
  id?: string
}

/** The picture of a product, with its size, so that nothing moves when it arrives. */
export function picture({ slug, colour, alt, shape = 'tall', loading, id }: Picture): Html {
  const { width, height } = sheets[shape]
  return html`<img${id && html` id="${id}"`} src="${pictureAddress(slug, colour, shape)}" alt="${alt}" width="${width}" height="${height}" data-shape="${shape}"${loading && html` loading="${loading}"`}>`
}

/** Where the picture of a product in one colour is served. */
export function pictureAddress(slug: string, colour: string, shape: Shape = 'tall'): string {
  return `/drawings/${slug}-${colour}${shape === 'wide' ? '-wide' : ''}.svg`
}
