import { setImmediate as breathe } from 'node:timers/promises'
import type { DepartmentRegistry } from '../departments.ts'
import { accountMeaning } from '../interpret/index.ts'
import { Reader } from '../reader.ts'
import type { Reading } from '../reading.ts'
import type { RunProgress } from '../report.ts'
import type { RunSetup } from '../run.ts'
import { checkStopped } from './copy-digests.ts'
import { SourceDigests } from './source-digests.ts'

/** Rows taken between two chances for others, such as a page of the same process. */
const ROWS_A_BREATH = 5_000

/** Everything that the source has now, with the text of every row: as much memory as a first load. */
export async function readAnew(
  { source, community, taxIdKey }: Pick<RunSetup, 'source' | 'community' | 'taxIdKey'>,
  departments: DepartmentRegistry,
  expectedRows: number | undefined,
  onProgress: (progress: RunProgress) => void,
  signal: AbortSignal | undefined,
): Promise<{ reading: Reading; digests: SourceDigests['digests'] }> {
  const witness = new SourceDigests()
  const reader = new Reader({
    ...accountMeaning(community.settings),
    departments,
    taxIdKey,
    storedCustomers: new Map(),
    digests: witness,
  })
  let breathed = 0
  for await (const batch of source.read(signal ? { signal } : {})) {
    checkStopped(signal)
    reader.take(batch)
    onProgress({
      phase: 'reading',
      done: reader.rows,
      ...(expectedRows === undefined ? {} : { total: expectedRows }),
    })
    if (reader.rows - breathed < ROWS_A_BREATH) continue
    breathed = reader.rows
    await breathe()
  }
  return { reading: reader.reading(), digests: witness.digests }
}
