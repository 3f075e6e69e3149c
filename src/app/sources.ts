import { join } from 'node:path'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import {
  openFilesSource,
  openHttpSource,
  openSampleCity,
  openSftpSource,
  openSqlSource,
  parseSourceSpec,
  type SampleCity,
  type SourceSpec,
} from '../source/index.ts'
import type { Source } from '../source/port.ts'

interface Opened {
  readonly source: Source
  readonly sampleCity?: SampleCity
}

/** One adapter a community, kept as long as the community reads from the same place in the same way. */
export function sourcesOf(dataDirectory: string, clock: Clock) {
  const opened = new Map<string, { way: string; adapter: Opened }>()
  const find = (community: Community): Opened => {
    const { columns, source, timeZone } = community.settings
    const way = JSON.stringify([community.source, columns, source, timeZone])
    const kept = opened.get(community.slug)
    if (kept?.way === way) return kept.adapter
    const adapter = open(parseSourceSpec(community.source), community, dataDirectory, clock)
    opened.set(community.slug, { way, adapter })
    return adapter
  }
  return {
    open: (community: Community) => find(community).source,
    sampleCity: (community: Community) => find(community).sampleCity,
  }
}

function open(spec: SourceSpec, { slug, settings }: Community, dataDirectory: string, clock: Clock): Opened {
  /** What an adapter keeps of a community on disk, such as an unpacked export; nobody else's. */
  const workspace = join(dataDirectory, 'sources', slug)
  switch (spec.kind) {
    case 'sample': {
      const sampleCity = openSampleCity(join(dataDirectory, 'sample', spec.city), spec.city, clock)
      return { source: sampleCity.source, sampleCity }
    }
    case 'files':
      return {
        source: openFilesSource({ directory: spec.directory, columns: settings.columns, workspace }),
      }
    case 'sftp': {
      const { source, columns } = settings
      const options = { address: spec.address, settings: source.sftp, columns, workspace }
      return { source: openSftpSource(options, clock) }
    }
    case 'http': {
      const { source, columns } = settings
      return { source: openHttpSource({ baseUrl: spec.baseUrl, settings: source.http, columns }, clock) }
    }
    case 'sql': {
      const { source, columns, timeZone } = settings
      return {
        source: openSqlSource({ address: spec.address, settings: source.sql, columns, timeZone }, clock),
      }
    }
  }
}
