export { REPORT_DAYS, forgetHistory, keptSince } from './forget.ts'
export { withVersions, writeVersions, type Change, type Occasion } from './write.ts'
