import type { CommunityStatus, StatusRun } from '../../sync/index.ts'
import { DataAsOf } from '../components/data-as-of.tsx'
import { Done } from '../components/done.tsx'
import { Freshness } from '../components/freshness.tsx'
import { Funnel } from '../components/funnel.tsx'
import { SyncNow } from '../components/sync-now.tsx'
import { NotEqual, Verified } from '../components/verified.tsx'
import type { Standing } from '../environment.ts'
import { paths } from '../paths.ts'
import { Failing } from './failing.tsx'
import { Going } from './going.tsx'
import { Pausing } from './pausing.tsx'
import { Runs, changesOf } from './runs.tsx'
import { HeldRun, RejectedRows } from './status-parts.tsx'

interface Props {
  readonly standing: Standing
  readonly status: CommunityStatus
  readonly now: Date
  /** A run is going, or was asked for and about to begin. */
  readonly running: boolean
  /** The run that somebody asked for, once it is over. */
  readonly ended: StatusRun | undefined
  /** Where they wanted to go on. */
  readonly back: string | undefined
}

export function Status({ standing, status, now, running, ended, back }: Props) {
  const { community, scope } = standing
  const { slug, settings } = community
  const source = settings.systemOfRecordName
  const { alarms, verification } = status
  // What is held waits for somebody; the rest was brought in.
  const isFresh = alarms.every(({ code }) => code === 'held' || code === 'unequal')
  const differs = verification !== null && verification.differences > 0
  return (
    <>
      <h1>Status</h1>
      {ended && <Ended run={ended} back={back} />}
      <div class="status-line">
        <div>
          <p class={`status-line__state status-line__state--${isFresh && !differs ? 'pass' : 'fail'}`}>
            {status.dataAsOf === null
              ? `${source} has not been read yet`
              : differs
                ? `The copy does not equal ${source}`
                : isFresh
                  ? `In sync with ${source}`
                  : `The copy of ${source} is not fresh`}
          </p>
          <DataAsOf
            community={community}
            dataAsOf={status.dataAsOf}
            nextSyncAt={status.nextSyncAt}
            now={now}
          />
          {verification && !differs && (
            <Verified community={community} verification={verification} now={now} />
          )}
        </div>
        {!running && scope.rights.has('sync') && <SyncNow slug={slug} main />}
      </div>
      {running ? (
        <Going standing={standing} atWork={status.atWork} />
      ) : (
        <Failing {...{ standing, status, now }} />
      )}
      {verification && differs && <NotEqual community={community} verification={verification} now={now} />}
      <Pausing standing={standing} now={now} />
      {status.held && <HeldRun standing={standing} held={status.held} now={now} />}
      {scope.rights.has('explain') && (
        <section>
          <h2>Customers, all accounted for</h2>
          <Funnel community={community} ledger={status.ledger.customers} />
        </section>
      )}
      <section>
        <h2>Freshness</h2>
        <Freshness runs={status.runs} timeZone={settings.timeZone} now={now} />
      </section>
      <section>
        <h2>Last runs</h2>
        <Runs
          runs={status.runs}
          timeZone={settings.timeZone}
          now={now}
          reportOf={scope.rights.has('explain') ? (runId) => paths.run(slug, runId) : undefined}
        />
      </section>
      <RejectedRows slug={slug} source={source} rejected={status.rejectedRows} />
      {status.remarks.length > 0 && (
        <section>
          <h2>What was noticed while reading</h2>
          <ul>
            {status.remarks.map((remark) => (
              <li>{remark}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Ended({ run, back }: { run: StatusRun; back: string | undefined }) {
  const onward = back !== undefined && (
    <>
      {' '}
      <a href={back}>Go on where you were</a>
    </>
  )
  if (run.status === 'completed')
    return (
      <Done
        says={
          <>
            The sync is complete{changesOf(run) === '' ? '.' : `: ${changesOf(run)}.`}
            {onward}
          </>
        }
      />
    )
  return (
    <div class="usa-alert usa-alert--error" role="alert">
      <div class="usa-alert__body">
        <p class="usa-alert__text">
          {run.status === 'held' ? 'The sync is held.' : 'The sync failed.'} {run.message}
          {onward}
        </p>
      </div>
    </div>
  )
}
