import type { Category, Product, Size, SizeGuide, Stock } from './product'

export const categories: readonly Category[] = [
  {
    id: 'coats',
    name: 'Coats',
    lead: 'Three of them, for the three kinds of rain. All are yellow inside, so that you find yours on the hook.',
  },
  {
    id: 'boots',
    name: 'Boots',
    lead: 'One pair for going up, one for standing in. Neither minds the other’s weather.',
  },
  {
    id: 'flasks',
    name: 'Flasks',
    lead: 'Hot until the ferry is in. We tested this with a ferry that was late.',
  },
  {
    id: 'hat-and-repair',
    name: 'Hat and repair',
    lead: 'One hat, because we only know how to make one. And what it takes to keep the rest going.',
  },
]

/** The product with this slug, or undefined. */
export function productBySlug(slug: string): Product | undefined {
  return products.find((product) => product.slug === slug)
}

/** The products of one category, in the order of the shop. */
export function productsIn(category: Category['id']): Product[] {
  return products.filter((product) => product.category === category)
}

const plenty: Stock = { is: 'plenty' }

const few = (left: number): Stock => ({ is: 'few', left })

const backOn = (day: string): Stock => ({ is: 'out', back: day })

const sizes = (labels: string, except: Record<string, Stock> = {}): Size[] =>
  labels.split(' ').map((label) => ({ label, stock: except[label] ?? plenty }))

const coatGuide: SizeGuide = {
  title: 'How to choose a size',
  advice:
    'Lay a coat you like flat on the floor and measure it from armpit to armpit. For a thick jumper, add 3 cm. Between two sizes, take the larger: rain gets in where a coat is tight.',
  columns: ['Size', 'Across', 'Back', 'Sleeve'],
  rows: [
    ['XS', '52', '94', '60'],
    ['S', '55', '96', '62'],
    ['M', '58', '98', '64'],
    ['L', '61', '100', '66'],
    ['XL', '64', '102', '68'],
  ],
}

const anorakGuide: SizeGuide = {
  ...coatGuide,
  rows: [
    ['S', '57', '70', '63'],
    ['M', '60', '72', '65'],
    ['L', '63', '74', '67'],
    ['XL', '66', '76', '69'],
  ],
}

const bootGuide: SizeGuide = {
  title: 'How to choose a size',
  advice:
    'Stand on a sheet of paper in the socks you mean to wear, in the evening, and measure heel to longest toe. Wide feet: one size up, and the second insole stays in the box.',
  columns: ['Size', 'Foot', 'Calf'],
  rows: [
    ['37', '23.5', '36'],
    ['38', '24', '37'],
    ['39', '24.5', '38'],
    ['40', '25.5', '39'],
    ['41', '26', '40'],
    ['42', '26.5', '41'],
    ['43', '27.5', '42'],
    ['44', '28', '43'],
    ['45', '28.5', '44'],
    ['46', '29.5', '45'],
  ],
}

const returns = { title: 'Returns', words: '30 days. Worn once is fine, worn to sea is not.' }

export const products: readonly Product[] = [
  {
    slug: 'harbour-coat',
    name: 'Harbour coat',
    category: 'coats',
    priceCents: 24_800,
    colours: ['slate', 'moss', 'ink'],
    sizes: sizes('XS S M L XL', { S: backOn('on Tuesday'), L: few(4) }),
    usualSize: 'L',
    sizeGuide: coatGuide,
    stock: plenty,
    line: 'For rain that stays.',
    lead: 'Unlined. Under it there is room for a jumper. Over it there is usually weather.',
    facts: [
      { title: 'Cloth', words: 'Cotton, woven tight, waxed twice. It swells when wet and closes.' },
      { title: 'Care', words: 'Brush it. Never wash it. Wax it every second autumn.' },
      returns,
    ],
  },
  {
    slug: 'squall-anorak',
    name: 'Squall anorak',
    category: 'coats',
    priceCents: 18_900,
    colours: ['brick', 'slate'],
    sizes: sizes('S M L XL', { XL: few(2) }),
    usualSize: 'M',
    sizeGuide: anorakGuide,
    stock: plenty,
    line: 'For rain that comes sideways.',
    lead: 'Over the head and done. One pocket, large enough for a map you then do not look at.',
    facts: [
      { title: 'Cloth', words: 'Cotton and nylon, dry to the touch, dry inside for about four hours.' },
      { title: 'Care', words: 'Wash at 30 degrees, inside out. No softener: it lets the rain in.' },
      returns,
    ],
  },
  {
    slug: 'drizzle-cape',
    name: 'Drizzle cape',
    category: 'coats',
    priceCents: 16_400,
    colours: ['moss'],
    sizes: [],
    stock: backOn('in three weeks'),
    line: 'For rain one could argue about.',
    lead: 'Goes over a person, a rucksack, and in one case a cello. One size.',
    facts: [
      { title: 'Cloth', words: 'Waxed cotton, thinner than the coat’s. Folds to the size of a loaf.' },
      { title: 'Care', words: 'Hang it in a door with a draught. It does the rest.' },
      { title: 'When', words: 'The next forty are being sewn. Write to us and one of them is yours.' },
    ],
  },
  {
    slug: 'fell-boots',
    name: 'Fell boots',
    category: 'boots',
    priceCents: 21_200,
    colours: ['bark', 'ink'],
    sizes: sizes('37 38 39 40 41 42 43 44 45 46', { 38: backOn('on Monday'), 46: few(1) }),
    usualSize: '42',
    sizeGuide: bootGuide,
    stock: plenty,
    line: 'For up, and for down again.',
    lead: 'Stiff for a week, then yours for ten years. The laces are yellow because brown ones get lost.',
    facts: [
      {
        title: 'Leather',
        words: 'One piece of hide, 2.6 mm, with the seam at the heel where no puddle gets.',
      },
      { title: 'Care', words: 'Dry them slowly, with newspaper. The news does not matter.' },
      { title: 'Returns', words: '30 days. Wear them indoors first: the stairs count, the hill does not.' },
    ],
  },
  {
    slug: 'ebb-boots',
    name: 'Ebb boots',
    category: 'boots',
    priceCents: 9600,
    colours: ['moss', 'ink'],
    sizes: sizes('37 38 39 40 41 42 43 44 45 46', { 44: few(3) }),
    usualSize: '41',
    sizeGuide: bootGuide,
    stock: plenty,
    line: 'For standing in it.',
    lead: 'Natural rubber, a cotton lining, a yellow line to show how deep is still all right.',
    facts: [
      { title: 'Rubber', words: 'Eleven layers, by hand. A white bloom is normal and wipes off.' },
      { title: 'Care', words: 'Rinse off the salt. Keep them out of the sun, if it comes to that.' },
      { title: 'Returns', words: '30 days, dry ones only.' },
    ],
  },
  {
    slug: 'sleet-flask',
    name: 'Sleet flask',
    category: 'flasks',
    priceCents: 3400,
    colours: ['moss', 'brick', 'steel'],
    sizes: [],
    stock: plenty,
    line: '0.7 l. Hot for twelve hours.',
    lead: 'Holds 0.7 l, which is three cups, or two and a polite one for somebody else.',
    facts: [
      { title: 'Steel', words: 'Two walls and nothing between them. The nothing is what keeps it hot.' },
      { title: 'Care', words: 'By hand, with a brush. The dishwasher takes the paint off.' },
      { title: 'Dents', words: 'Arrived with one? Send us a photo within 14 days, and we send a round one.' },
    ],
  },
  {
    slug: 'noon-flask',
    name: 'Noon flask',
    category: 'flasks',
    priceCents: 4600,
    colours: ['bone', 'slate'],
    sizes: [],
    stock: few(6),
    line: '1.1 l, with a cup each.',
    lead: 'Soup, for two. The lid is a cup, and under the lid is another cup.',
    facts: [
      { title: 'Steel', words: '1.1 l, enamelled outside. Hot until three, warm until you are home.' },
      { title: 'Care', words: 'The cups may go into the dishwasher. The flask would rather not.' },
      { title: 'Returns', words: '30 days, unless there has been soup in it.' },
    ],
  },
  {
    slug: 'gull-hat',
    name: 'Gull hat',
    category: 'hat-and-repair',
    priceCents: 5800,
    colours: ['slate', 'moss'],
    sizes: sizes('S/M L/XL'),
    usualSize: 'L/XL',
    stock: plenty,
    line: 'Brim down, collar dry.',
    lead: 'The brim is longer at the back, where the water goes. Named after a witness.',
    facts: [
      { title: 'Cloth', words: 'The coat’s offcuts, waxed twice. No two from quite the same roll.' },
      { title: 'Size', words: 'S/M up to 57 cm around the head, L/XL up to 61.' },
      returns,
    ],
  },
  {
    slug: 'mending-kit',
    name: 'Mending kit',
    category: 'hat-and-repair',
    priceCents: 2400,
    colours: ['slate'],
    sizes: [],
    stock: plenty,
    line: 'Wax, thread, patience.',
    lead: 'A tin of wax, a needle that means it, thread, two toggles and a patch. Patience not included.',
    facts: [
      { title: 'Wax', words: 'Enough for two coats, or one coat and a careful neighbour.' },
      { title: 'How', words: 'Warm the tin in a bowl of water, rub it in with a rag, leave it overnight.' },
      { title: 'Returns', words: '30 days, with the lid still on.' },
    ],
  },
]
