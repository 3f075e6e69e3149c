import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseSettings } from '../../src/kernel/settings.ts'
import { expiryRemark, readSecret, withoutSecrets } from '../../src/source/secret.ts'
import { temporaryDirectory } from './export-fixture.ts'

describe('a secret', () => {
  test('is read from a variable or from a file, without the line end of its last line', async () => {
    process.env['A_SECRET'] = 'hunter2'
    const file = join(await temporaryDirectory(), 'secret')
    await writeFile(file, 'line one\nline two\r\n')
    expect(await readSecret('source.sql.password', 'env:A_SECRET')).toBe('hunter2')
    expect(await readSecret('source.sql.password', `file:${file}`)).toBe('line one\nline two')
  })

  test.each([
    ['', 'is empty. Put the secret there, and nothing else.'],
    ['x'.repeat(70_000), 'is too long to be a secret.'],
  ])('that is no secret is refused with the place', async (content, reason) => {
    const file = join(await temporaryDirectory(), 'secret')
    await writeFile(file, content)
    await expect(readSecret('source.http.token', `file:${file}`)).rejects.toThrow(
      `The file ${file}, which the setting "source.http.token" names, ${reason}`,
    )
  })

  test('in the settings is refused, without repeating it', () => {
    const refuse = () => parseSettings({ source: { sql: { password: 'hunter2' } } })
    expect(refuse).toThrow(
      'The settings were not changed: "source.sql.password" must say where the secret is and not the secret itself',
    )
    expect(refuse).not.toThrow(/hunter2/)
  })

  test('in the words of somebody else is struck out', () => {
    expect(withoutSecrets('login failed for hunter2', ['', 'hunter2'])).toBe('login failed for •••')
  })

  test.each([
    [null, undefined],
    ['2027-01-01', undefined],
    ['2026-12-23', 'It expires on 2026-12-23, in 30 days: replace it before, and its day in the settings.'],
    ['2026-11-24', 'It expires on 2026-11-24, in 1 day: replace it before, and its day in the settings.'],
    ['2026-11-23', 'It expired on 2026-11-23: replace it, and its day in the settings.'],
  ])('that expires on %s is warned of in time', (day, remark) => {
    expect(expiryRemark('It', day, new Date('2026-11-23T17:00:00Z'))).toBe(remark)
  })
})
