import { colours } from '../catalogue/colours'
import { type Html, html } from '../html'
import { fellBoots } from './boots'
import { drizzleCape, harbourCoat, squallAnorak } from './coats'
import { type Box, clouds } from './scene'
import { mark } from './signs'
import { sleetFlask } from './small-things'

/** The quay on a wide screen: what we sell, drying on a line. The words stand in the sky at the left. */
export function wideHero(): Html {
  return quay(
    { width: 1440, height: 620 },
    470,
    html`${line(660, 1400, 96)}
${hung(harbourCoat(colours.slate), 690, 112, 0.56)}${hung(squallAnorak(colours.brick), 908, 118, 0.52)}${hung(drizzleCape(colours.moss), 1092, 116, 0.54)}
${standing(fellBoots(colours.bark), 470, 588, 0.42)}${standing(sleetFlask(colours.steel), 630, 590, 0.34)}${gull(830, 62)}${ferry(370, 470)}`,
  )
}

/** The same quay for a phone, where the words stand above it. */
export function narrowHero(): Html {
  return quay(
    { width: 720, height: 620 },
    470,
    html`${line(24, 696, 70)}
${hung(harbourCoat(colours.slate), 30, 86, 0.56)}${hung(squallAnorak(colours.brick), 236, 92, 0.5)}${hung(drizzleCape(colours.moss), 408, 88, 0.52)}
${standing(fellBoots(colours.bark), 196, 606, 0.34)}${standing(sleetFlask(colours.steel), 330, 606, 0.26)}`,
  )
}

function quay(box: Box, horizon: number, art: Html): Html {
  const { width, height } = box
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="#E5E2DB"/>${clouds(width, horizon - 90, 7)}<path d="M0 ${horizon}h${width}v60H0z" fill="#C9CDCB"/><path d="M${width * 0.06} ${horizon + 18}h90m60 10h150m80-12h60m120 14h110m60-14h140m90 10h70" fill="none" stroke="#B4BAB9" stroke-width="3" stroke-linecap="round"/><path d="M0 ${horizon + 44}h${width}V${height}H0z" fill="#D3CFC5"/><path d="M0 ${horizon + 44}h${width}v10H0z" fill="#BDB7AA"/><path d="M${width * 0.16} ${horizon + 54}l-40 ${height}M${width * 0.42} ${horizon + 54}l-20 ${height}M${width * 0.63} ${horizon + 54}l14 ${height}M${width * 0.86} ${horizon + 54}l40 ${height}" stroke="#C3BEB2" stroke-width="2"/>${art}</svg>`
}

/** Two posts and the rope between them, with its sag. */
function line(from: number, to: number, y: number): Html {
  const post = (x: number) =>
    html`<ellipse cx="${x}" cy="578" rx="40" ry="8" fill="#1A1D1E" opacity=".13"/><path d="M${x - 8} ${y - 26}h16l4 ${604 - y}h-24z" fill="#8C7B66"/><path d="M${x + 2} ${y - 26}h6l4 ${604 - y}h-8z" fill="#75664F"/>`
  return html`${post(from)}${post(to)}<path d="M${from} ${y}q${(to - from) / 2} 52 ${to - from} 0" fill="none" stroke="#6B5F4C" stroke-width="4"/>`
}

/** Hangs a coat with its hood on the rope. It has no shadow of its own: the wind has it. */
function hung(coat: Html, x: number, y: number, scale: number): Html {
  const shadowless = { markup: coat.markup.replace(/<ellipse[^>]*opacity="\.13"\/>/g, '') }
  return html`<ellipse cx="${x + 290 * scale}" cy="584" rx="${150 * scale}" ry="8" fill="#1A1D1E" opacity=".1"/><g transform="translate(${x} ${y - 50 * scale})">${peg(290 * scale, 50 * scale)}<g transform="scale(${scale})">${shadowless}</g></g>`
}

function peg(x: number, y: number): Html {
  return html`<path d="M${x - 4} ${y - 12}h8v26h-8z" fill="#C79A5B"/>`
}

/** Sets a thing on the ground; `y` is where its feet are. */
function standing(thing: Html, x: number, y: number, scale: number): Html {
  return html`<g transform="translate(${x} ${y - 680 * scale}) scale(${scale})">${thing}</g>`
}

function ferry(x: number, y: number): Html {
  return html`<path d="M${x} ${y - 22}h190l-18 26H${x + 16}z" fill="#35525F"/><path d="M${x + 30} ${y - 46}h112v24H${x + 30}z" fill="#F7F6F3"/><path d="M${x + 52} ${y - 66}h56v20H${x + 52}z" fill="#F7F6F3"/><path d="M${x + 112} ${y - 74}h20v28h-20z" fill="#F2B705"/><path d="M${x + 40} ${y - 36}h8m10 0h8m10 0h8m10 0h8m10 0h8" stroke="#35525F" stroke-width="6"/>`
}

function gull(x: number, y: number): Html {
  return html`<path d="M${x} ${y}q18-20 34 0q16-20 34 0" fill="none" stroke="#1A1D1E" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>`
}

/** The shop's icon for the browser's tab. */
export function favicon(): Html {
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -9 36 36"><rect x="-3" y="-9" width="36" height="36" rx="7" fill="#F2B705"/><g fill="none" stroke="#1A1D1E" stroke-width="2.5" stroke-linecap="round">${mark}</g></svg>`
}
