import { type Cloth, type ColourId, colours } from '../catalogue/colours'
import type { Product } from '../catalogue/product'
import { type Html, html } from '../html'
import { type Shape, sheets } from '../pages/picture'
import { ebbBoots, fellBoots } from './boots'
import { drizzleCape, harbourCoat, squallAnorak } from './coats'
import { scene } from './scene'
import { gullHat, mendingKit, noonFlask, sleetFlask } from './small-things'

interface Drawing {
  draw: (cloth: Cloth) => Html
  /** How much larger it is on the wide sheet, where low things would look lost. */
  onWide: number
}

const drawings: Record<string, Drawing> = {
  'harbour-coat': { draw: harbourCoat, onWide: 0.95 },
  'squall-anorak': { draw: squallAnorak, onWide: 0.95 },
  'drizzle-cape': { draw: drizzleCape, onWide: 0.95 },
  'fell-boots': { draw: fellBoots, onWide: 1.25 },
  'ebb-boots': { draw: ebbBoots, onWide: 1.12 },
  'sleet-flask': { draw: sleetFlask, onWide: 1 },
  'noon-flask': { draw: noonFlask, onWide: 1 },
  'gull-hat': { draw: gullHat, onWide: 1.15 },
  'mending-kit': { draw: mendingKit, onWide: 1.05 },
}

// Where everything stands on its own sheet, and where that is on the wide one.
const feet = { x: 290, y: 690 }
const wideFeet = { x: 400, y: 646 }

/** The picture of a product in one of its colours. Throws if nobody has drawn it. */
export function drawingOf(product: Product, colour: ColourId, shape: Shape): Html {
  const drawing = drawings[product.slug]
  if (!drawing) throw new Error(`Nobody has drawn ${product.slug}`)
  const art = drawing.draw(colours[colour])
  const seed = product.slug.length + product.priceCents
  return scene(sheets[shape], seed, shape === 'tall' ? art : enlarged(art, drawing.onWide))
}

function enlarged(art: Html, by: number): Html {
  return html`<g transform="translate(${wideFeet.x} ${wideFeet.y}) scale(${by}) translate(${-feet.x} ${-feet.y})">${art}</g>`
}
