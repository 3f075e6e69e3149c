import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Community } from '../../src/kernel/community.ts'
import { progress } from '../progress.ts'
import type { City } from './cities.ts'

/** A city and the empty community for it. */
export interface LoadTask {
  readonly city: City
  readonly community: Community
}

/** What a process is told: first the database, then city after city, then nothing more. */
export type LoadOrder = { readonly url: string } | LoadTask | 'end'

/** What a process tells: the customers of each transaction, and that it wants another city. */
export type LoadNews = { readonly written: number } | 'next'

/** Each keeps a connection of the server busy, so that two of them use about four processors. */
const PROCESSES = 2

/** Loads the cities in several processes; whoever is done takes the next, and the largest come first. */
export async function loadInProcesses(
  url: string,
  tasks: readonly LoadTask[],
  customers: number,
): Promise<void> {
  const waiting = [...tasks]
  let written = 0
  let told = 0
  const started = performance.now()
  const onWritten = (count: number) => {
    written += count
    if (written - told < customers / 20) return
    told = written
    const aSecond = Math.round((written * 1000) / (performance.now() - started))
    progress(`${written.toLocaleString('en-US')} customers, ${aSecond.toLocaleString('en-US')} a second`)
  }
  const processes = Array.from({ length: Math.min(PROCESSES, tasks.length) }, () => {
    const child = fork(new URL('./load-worker.ts', import.meta.url), {
      execArgv: ['--no-warnings'],
      serialization: 'advanced',
    })
    const tell = (order: LoadOrder) => child.send(order)
    child.on('message', (news: LoadNews) => {
      if (news === 'next') tell(waiting.shift() ?? 'end')
      else onWritten(news.written)
    })
    tell({ url })
    return child
  })
  try {
    await Promise.all(processes.map(untilDone))
  } finally {
    for (const child of processes) child.kill()
  }
}

async function untilDone(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error('A process that loads cities ended before its time: see above')
}
