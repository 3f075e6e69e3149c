import { benchChanges } from './changes.ts'
import { benchExplain } from './explain.ts'
import { benchFreshness } from './freshness.ts'
import { benchHistory } from './history.ts'
import { benchHttp } from './http.ts'
import type { Figure, Job, MeasuredPart } from './job.ts'
import { benchMany } from './many-communities.ts'
import { benchMixed } from './mixed.ts'
import { benchPeers } from './peers/bench-peers.ts'
import { benchRecall } from './recall/cities-recall.ts'
import { benchFebrl } from './recall/febrl.ts'
import { benchSchedule } from './schedule.ts'
import { benchSearch } from './search.ts'
import { benchSync } from './sync.ts'
import { benchVerify } from './verify.ts'
import { keepMemorySmall } from '../src/kernel/memory.ts'

/** The process of one part: takes a job, and answers with its figures. */
const MEASURES: Readonly<Record<MeasuredPart, (job: Job) => Promise<Figure[]>>> = {
  sync: benchSync,
  verify: benchVerify,
  search: benchSearch,
  'embedded-mixed': benchMixed,
  explain: benchExplain,
  'embedded-peers': benchPeers,
  history: benchHistory,
  postgres: async (job) => [
    ...(await benchSync(job)),
    ...(await benchVerify(job)),
    ...(await benchSearch(job)),
  ],
  febrl: benchFebrl,
  freshness: benchFreshness,
  schedule: benchSchedule,
  cities: benchSearch,
  mixed: benchMixed,
  many: benchMany,
  http: benchHttp,
  recall: benchRecall,
  peers: benchPeers,
  changes: benchChanges,
}

keepMemorySmall()
process.once('message', (job: Job) => {
  void MEASURES[job.part](job).then((figures) =>
    process.send?.(figures, undefined, {}, () => process.disconnect?.()),
  )
})
