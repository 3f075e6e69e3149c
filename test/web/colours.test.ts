import { expect, test } from 'vitest'
import fc from 'fast-check'
import { paletteOf } from '../../src/web/colours.ts'

/** Contrast as WCAG 2.2 defines it, written down here once more to check the other. */
function contrast(a: string, b: string): number {
  const luminance = (color: string) => {
    const channel = (at: number) => {
      const value = Number.parseInt(color.slice(at, at + 2), 16) / 255
      return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
  }
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

test('whatever colour a city chooses, text on it and text in it can be read', () => {
  fc.assert(
    fc.property(color, (chosen) => {
      const { city, onCity, action, actionDarker } = paletteOf(chosen)
      expect(contrast(onCity, city)).toBeGreaterThan(4.5)
      expect(contrast(action, '#ffffff')).toBeGreaterThan(4.5)
      expect(contrast(action, '#f5f6f8')).toBeGreaterThan(4.5)
      expect(contrast(actionDarker, '#ffffff')).toBeGreaterThan(contrast(action, '#ffffff') - 0.01)
    }),
  )
})

test('a colour that can be read already stays as it is', () => {
  expect(paletteOf('#1a4480')).toMatchObject({ city: '#1a4480', onCity: '#ffffff', action: '#1a4480' })
})
