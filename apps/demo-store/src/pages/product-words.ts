import type { Stock } from '../catalogue/product'

/** What a shopper should know about the stock of what is chosen. */
export function stockSentence(stock: Stock, size: string | null): string {
  const start = size === null ? '' : `${size}: `
  switch (stock.is) {
    case 'plenty':
      return `${start}${size === null ? 'There' : 'there'} are enough. Two days to Ghent, four to Norway.`
    case 'few':
      return `${start}${stock.left} left. Two days to Ghent, four to Norway.`
    case 'out':
      return `${start}${size === null ? 'Sold' : 'sold'} out. Back ${stock.back}.`
  }
}

/** What the button says, and whether there is anything to press it for. */
export function addButton(stock: Stock): { label: string; isDisabled: boolean } {
  return stock.is === 'out'
    ? { label: `Back ${stock.back}`, isDisabled: true }
    : { label: 'Add to cart', isDisabled: false }
}
