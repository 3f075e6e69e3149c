import { benchExplain } from './explain.ts'
import type { Figure, Job, Part } from './job.ts'
import { benchSearch } from './search.ts'
import { benchSync } from './sync.ts'
import { benchTrigram } from './trigram.ts'

/** The process of one part: takes a job, and answers with its figures. */
const MEASURES: Readonly<Record<Part, (job: Job) => Promise<Figure[]>>> = {
  sync: benchSync,
  search: benchSearch,
  explain: benchExplain,
  trigram: benchTrigram,
  postgres: async (job) => [...(await benchSync(job)), ...(await benchSearch(job))],
}

process.once('message', (job: Job) => {
  void MEASURES[job.part](job).then((figures) =>
    process.send?.(figures, undefined, {}, () => process.disconnect?.()),
  )
})
