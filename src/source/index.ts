/** The public door: what app needs to open the system of record of a community. Its shape is in `port.ts`. */
export { openFilesSource, type FilesSourceOptions } from './files/files-source.ts'
export { writeGeneratedExport, type GeneratedExportOptions } from './sample/generated-export.ts'
export { listSampleCities, openSampleCity, sampleSettings, type SampleCity } from './sample/sample-city.ts'
export type {
  NewSampleCustomer,
  SampleAccount,
  SampleChange,
  SampleCustomer,
  SampleEditor,
} from './sample/editor.ts'
export { openHttpSource } from './http/http-source.ts'
export { openSftpSource } from './sftp/sftp-source.ts'
export { openSqlSource } from './sql/sql-source.ts'
export { parseSourceSpec, type SourceSpec } from './source-spec.ts'
