import type { DepartmentRegistry } from '../departments.ts'
import { accountMeaning } from '../interpret/index.ts'
import type { KeptRows } from '../kept-rows.ts'
import { breather, takeAll } from '../read.ts'
import { Reader } from '../reader.ts'
import type { Reading } from '../reading.ts'
import type { RunProgress } from '../report.ts'
import type { RunSetup } from '../run.ts'
import { checkStopped } from './copy-digests.ts'
import { SourceDigests } from './source-digests.ts'

/** Everything that the source has now, with every row: as much memory as a first load. */
export async function readAnew(
  { source, community, taxIdKey }: Pick<RunSetup, 'source' | 'community' | 'taxIdKey'>,
  kept: KeptRows,
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
    kept,
    storedCustomers: new Map(),
    digests: witness,
  })
  const breathe = breather()
  await takeAll(reader, source.read(signal ? { signal } : {}), async (rows) => {
    checkStopped(signal)
    onProgress({
      phase: 'reading',
      done: rows,
      ...(expectedRows === undefined ? {} : { total: expectedRows }),
    })
    await breathe(rows)
  })
  return { reading: reader.end(), digests: witness.digests }
}
