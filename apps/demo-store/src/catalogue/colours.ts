/** One cloth in flat light: its face, two shades, a light and the colour of its seams. */
export interface Cloth {
  name: string
  base: string
  deep: string
  deeper: string
  light: string
  seam: string
}

export const colours = {
  slate: {
    name: 'Slate',
    base: '#35525F',
    deep: '#2C4552',
    deeper: '#223742',
    light: '#3D5D6B',
    seam: '#22343D',
  },
  moss: {
    name: 'Moss',
    base: '#6F7650',
    deep: '#5E6543',
    deeper: '#4C5236',
    light: '#7D845C',
    seam: '#454B31',
  },
  ink: {
    name: 'Ink',
    base: '#2B3032',
    deep: '#222628',
    deeper: '#181B1C',
    light: '#373D40',
    seam: '#101213',
  },
  brick: {
    name: 'Brick',
    base: '#A54E35',
    deep: '#8E402A',
    deeper: '#75331F',
    light: '#B45C42',
    seam: '#6A2E1C',
  },
  bark: {
    name: 'Bark',
    base: '#7C5235',
    deep: '#684329',
    deeper: '#53341E',
    light: '#8B5F40',
    seam: '#472C19',
  },
  bone: {
    name: 'Bone',
    base: '#D9D2C0',
    deep: '#C6BEA9',
    deeper: '#ADA48D',
    light: '#E6E0D1',
    seam: '#8F8771',
  },
  steel: {
    name: 'Steel',
    base: '#9AA2A4',
    deep: '#838C8F',
    deeper: '#6C7578',
    light: '#B0B7B8',
    seam: '#5B6466',
  },
} as const satisfies Record<string, Cloth>

export type ColourId = keyof typeof colours
