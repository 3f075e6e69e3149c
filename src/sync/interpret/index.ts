export { accountMeaning, interpretAccount, type AccountMeaning, type AccountRecord } from './account.ts'
export { interpretCustomer, labelOf, type CustomerRecord } from './customer.ts'
export {
  interpretCharge,
  interpretHolder,
  interpretMerge,
  type ChargeRecord,
  type HolderRecord,
  type MergeRecord,
} from './tied.ts'
