import type { Community } from '../kernel/community.ts'
import { wrongUse } from '../kernel/errors.ts'
import type { CommunityStore } from '../store/index.ts'
import { noteSwept } from './cursor.ts'
import { writeAliases } from './aliases.ts'
import { leavingOf } from './leave.ts'
import { publish } from './publish.ts'
import { removeRecords } from './remove.ts'
import { endRun, listRuns, type HeldPlan, type RunRow } from './run-record.ts'
import type { RunSetup } from './run.ts'

type HeldSetup = Pick<RunSetup, 'store' | 'community' | 'clock' | 'batches'>

/**
 * Carries out what a held run did not: aliases, removals, and the publication of the run.
 * @returns the id of the run
 * @throws wrongUse `nothing_held`
 */
export async function confirmHeldRun(setup: HeldSetup, runId: number | undefined): Promise<number> {
  const { store, community, clock, batches } = setup
  const run = await getHeldRun(store, community, runId)
  const { plan, remarks } = await readHeld(store, run.run_id)
  const merges = plan.merges.map((merge) => ({ ...merge, at: merge.at === null ? null : new Date(merge.at) }))
  await writeAliases(store, merges, plan.removals, run.run_id)
  const { timeZone } = community.settings
  await removeRecords(store, plan.removals, {
    ...leavingOf(plan.removals, merges, run.run_id, clock.now()),
    timeZone,
    sizes: batches,
  })
  const merged = new Set(merges.map(({ kind, fromId }) => `${kind}\t${fromId}`))
  const removed =
    plan.removals.goneCustomers.filter((id) => !merged.has(`customer\t${id}`)).length +
    plan.removals.goneAccounts.filter((id) => !merged.has(`account\t${id}`)).length
  await store.write((tx) => noteSwept(tx, store.communityId, clock.now()))
  await publish(
    setup,
    run.run_id,
    {
      seen: run.seen,
      added: run.added,
      updated: run.updated,
      unchanged: run.unchanged,
      rejected: run.rejected,
      removed,
      merged: merges.length,
    },
    {
      sourceReadAt: run.source_read_at ?? clock.now(),
      sourceVersion: run.source_version ?? '',
      remarks,
      message: 'This run was held; an administrator confirmed its removals.',
      countsLedger: true,
    },
  )
  return run.run_id
}

/**
 * Forgets what a held run did not do. The export it read is not planned again by itself; a new one is.
 * @throws wrongUse `nothing_held`
 */
export async function discardHeldRun(
  setup: Omit<HeldSetup, 'batches'>,
  runId: number | undefined,
): Promise<number> {
  const { store, community, clock } = setup
  const run = await getHeldRun(store, community, runId)
  await store.write(async (tx) => {
    await noteSwept(tx, store.communityId, clock.now())
    await endRun(tx, store.communityId, run.run_id, {
      status: 'failed',
      counts: run,
      finishedAt: clock.now(),
      message:
        'This run was held, and an administrator discarded its removals: everything that it would have removed is kept.',
      sourceReadAt: run.source_read_at,
      sourceVersion: run.source_version,
    })
  })
  return run.run_id
}

async function getHeldRun(
  store: CommunityStore,
  { name }: Community,
  runId: number | undefined,
): Promise<RunRow> {
  const [latest] = await listRuns(store, 1)
  if (latest?.status === 'held' && (runId === undefined || runId === latest.run_id)) return latest
  throw wrongUse(
    'nothing_held',
    latest?.status === 'held'
      ? `Run ${runId ?? ''} of ${name} does not wait for a decision any more; run ${latest.run_id} does.`
      : `No run of ${name} waits for a decision: there is nothing to confirm or to discard.`,
  )
}

async function readHeld(
  store: CommunityStore,
  runId: number,
): Promise<{ plan: HeldPlan; remarks: readonly string[] }> {
  const [rows] = await store.read(
    (db) =>
      [
        db
          .selectFrom('run')
          .select(['held', 'ledger'])
          .where('community_id', '=', store.communityId)
          .where('run_id', '=', runId),
      ] as const,
  )
  const { held, ledger } = rows[0] as { held: HeldPlan; ledger: { remarks?: readonly string[] } | null }
  return { plan: held, remarks: ledger?.remarks ?? [] }
}
