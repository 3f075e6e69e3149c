/** The public door: what app needs to open the system of record of a community. Its shape is in `port.ts`. */
export { openFilesSource, type FilesSourceOptions } from './files/files-source.ts'
export { parseSourceSpec, type SourceSpec } from './source-spec.ts'
