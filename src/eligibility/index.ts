export { changesAt, isHeldBy, storedDay, type HolderPeriod } from './holding.ts'
export { judgeAccount, sharesModule, type AccountVerdict, type JudgedAccount } from './judge-account.ts'
export { judgeCustomer, type JudgedCustomer } from './judge-customer.ts'
