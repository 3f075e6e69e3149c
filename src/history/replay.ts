import { isObject, patched, type Json, type JsonObject } from './merge-patch.ts'
import type { Recorded } from './states.ts'

/** A stored version: `was` leads back from what came after it. */
export interface StoredVersion {
  /** Grows with time, also where the clock was set back. */
  readonly no: number
  readonly runId: number
  readonly at: Date
  readonly cause: 'run' | 'settings' | 'date'
  /** Of a record that was removed: the run that had brought it. */
  readonly firstRun: number | null
  readonly was: Json
}

/** A record as it was; null where it was not in the copy. */
export type State = JsonObject | null

/** One change with both sides of it. */
export interface Step extends Omit<StoredVersion, 'was' | 'firstRun'> {
  readonly before: State
  readonly after: State
}

/** All that is known of one record. */
export interface Life {
  readonly now: State
  /** Newest first. */
  readonly steps: readonly Step[]
}

/**
 * Goes back from the record of now through its versions, which come newest first, to the run in which it was first seen:
 * the one that the row names, or that the removal of it has kept.
 * @param startOf when a run began; undefined for one that is not remembered
 */
export function lifeOf(
  now: Recorded | undefined,
  versions: readonly StoredVersion[],
  startOf: (runId: number) => Date | undefined,
): Life {
  let after: State = now?.state ?? null
  const steps = versions.map(({ no, runId, at, cause, was }): Step => {
    const before = stateOf(patched(after, was))
    const step = { no, runId, at, cause, before, after }
    after = before
    return step
  })
  const runId = firstRunOf(now, versions)
  const at = runId === undefined ? undefined : startOf(runId)
  if (after === null || runId === undefined || at === undefined) return { now: now?.state ?? null, steps }
  return {
    now: now?.state ?? null,
    steps: [...steps, { no: 0, runId, at, cause: 'run', before: null, after }],
  }
}

/** The run that brought the oldest state that is known. */
export function firstRunOf(
  now: Recorded | undefined,
  versions: readonly Pick<StoredVersion, 'firstRun'>[],
): number | undefined {
  return versions.findLast(({ firstRun }) => firstRun !== null)?.firstRun ?? now?.firstRun
}

/** The record as it was at a moment. */
export function stateAt({ now, steps }: Life, at: Date): State {
  let state = now
  for (const step of steps) {
    if (step.at <= at) break
    state = step.before
  }
  return state
}

/** Later steps first. What a run brought first has no number of its own; it comes before all else of that run. */
export function byTimeBack(a: Step, b: Step): number {
  return b.runId - a.runId || b.no - a.no
}

function stateOf(json: Json): State {
  return isObject(json) ? json : null
}
