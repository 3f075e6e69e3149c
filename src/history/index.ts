export { withVersions, writeVersions, type Change, type Occasion } from './write.ts'
