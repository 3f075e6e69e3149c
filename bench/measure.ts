import { fork } from 'node:child_process'
import type { Figure, Job } from './job.ts'

/** Runs a part in a process of its own, so that its memory is its own. */
export async function measure(job: Job): Promise<Figure[]> {
  return await new Promise((done, failed) => {
    const child = fork(new URL('./part.ts', import.meta.url), {
      execArgv: ['--no-warnings'],
      serialization: 'advanced',
    })
    let figures: Figure[] | undefined
    child.on('message', (message) => (figures = message as Figure[]))
    child.on('exit', (code) =>
      code === 0 && figures ? done(figures) : failed(new Error(`The part ${job.part} ended with ${code}`)),
    )
    child.send(job)
  })
}
