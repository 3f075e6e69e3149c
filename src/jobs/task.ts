/** One piece of work that is due. */
export interface Due<Data extends object> {
  readonly data: Data
  /** What the work is about; of each key at most one waits, and one is performed at a time in this process. */
  readonly key: string
  /**
   * The point of its schedule that it is due for. Several processes see the same point; it is performed once. Absent for
   * work that somebody asked for.
   */
  readonly point?: Date
}

/** A task is a file: when it is due, and what it does. */
export interface Task<Data extends object> {
  /** Name of its queue. */
  readonly name: string
  /** How many keys are worked on at once in this process. */
  readonly concurrency: number
  /** Asked every second. What is due is named again until `sent` has been told that the queue has it. */
  listDue(): Promise<readonly Due<Data>[]>
  sent(due: Due<Data>): void
  /** Logs what fails instead of throwing: the next point of the schedule is the next attempt. */
  perform(data: Data, signal: AbortSignal): Promise<void>
}
