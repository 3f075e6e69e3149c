import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A record of FEBRL (Freely Extensible Biomedical Record Linkage): an original, or a corrupted copy of one. */
export interface FebrlRecord {
  readonly id: string
  /** Originals and their copies have the same. */
  readonly person: string
  readonly given: string
  readonly surname: string
  readonly streetNumber: string
  readonly street: string
}

/** A corrupted copy, and the original that it is meant to find. */
export interface FebrlPair {
  readonly original: FebrlRecord
  readonly copy: FebrlRecord
}

export interface FebrlSet {
  readonly name: string
  readonly originals: readonly FebrlRecord[]
  readonly pairs: readonly FebrlPair[]
}

/** The files of each set. The constants of the search were measured on 4 and 3; on 1 and 2 nothing was. */
const FILES_OF: Readonly<Record<string, readonly string[]>> = {
  'FEBRL 4': ['dataset4a.csv', 'dataset4b.csv'],
  'FEBRL 3': ['dataset3.csv'],
  'FEBRL 2': ['dataset2.csv'],
  'FEBRL 1': ['dataset1.csv'],
}

/** A sentence that says what is missing and where to put it; nothing when the data sets are there. */
export function whatIsMissing(folder: string): string | undefined {
  const missing = Object.values(FILES_OF)
    .flat()
    .filter((file) => !existsSync(join(folder, file)))
  if (missing.length === 0) return undefined
  return `There is no ${missing.join(', no ')} in ${folder}: put the FEBRL data sets there, or name their folder with --febrl.`
}

export async function readFebrl(folder: string): Promise<FebrlSet[]> {
  return await Promise.all(
    Object.entries(FILES_OF).map(async ([name, files]) => {
      const records = await Promise.all(files.map((file) => readRecords(join(folder, file))))
      return setOf(name, records.flat())
    }),
  )
}

function setOf(name: string, records: readonly FebrlRecord[]): FebrlSet {
  const originals = records.filter(({ id }) => id.endsWith('-org'))
  const byPerson = new Map(originals.map((original) => [original.person, original]))
  const pairs = records
    .filter(({ id }) => id.includes('-dup-'))
    .flatMap((copy) => {
      const original = byPerson.get(copy.person)
      return original ? [{ original, copy }] : []
    })
  return { name, originals, pairs }
}

/** The files hold no quotes; a comma and a space stand between cells. */
async function readRecords(path: string): Promise<FebrlRecord[]> {
  const [, ...lines] = (await readFile(path, 'utf8')).split(/\r?\n/)
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [id = '', given = '', surname = '', streetNumber = '', street = ''] = line
        .split(',')
        .map((cell) => cell.trim())
      return { id, person: /^rec-\d+/.exec(id)?.[0] ?? id, given, surname, streetNumber, street }
    })
}
