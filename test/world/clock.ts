import type { Clock } from '../../src/kernel/clock.ts'

/** A clock that stands still until it is moved. */
export class TestClock implements Clock {
  #now: Date
  constructor(now: string | Date) {
    this.#now = new Date(now)
  }
  now(): Date {
    return new Date(this.#now)
  }
  set(now: string | Date): void {
    this.#now = new Date(now)
  }
  advance(ms: number): void {
    this.#now = new Date(this.#now.getTime() + ms)
  }
}
