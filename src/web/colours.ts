/** A city chooses its colour; whatever it is, text on it and text in it can be read (WCAG 2.2, 1.4.3: 4.5 to 1). */
export interface Palette {
  /** The city's own colour, for areas. */
  readonly city: string
  /** White or black, whichever reads better on it. */
  readonly onCity: string
  /** The city's colour, as dark as it has to be for text on white and for white text on it. */
  readonly action: string
  readonly actionDarker: string
}

type Rgb = readonly [number, number, number]

const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [0, 0, 0]
/** A little more than 4.5, so that it also holds on the tinted background of a page. */
const ENOUGH = 5.2

export function paletteOf(color: string): Palette {
  const city = parse(color)
  let action = city
  while (contrast(action, WHITE) < ENOUGH) action = darker(action, 0.94)
  return {
    city: color,
    onCity: hex(contrast(city, WHITE) >= contrast(city, BLACK) ? WHITE : BLACK),
    action: hex(action),
    actionDarker: hex(darker(action, 0.78)),
  }
}

function parse(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function hex(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

function darker(rgb: Rgb, factor: number): Rgb {
  return [rgb[0] * factor, rgb[1] * factor, rgb[2] * factor]
}

/** Contrast ratio as WCAG defines it, from relative luminance. */
function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const value = part / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
