/** Whole policies that a simulated city may choose between: each says every rule, so that none is left from another. */
export const POLICIES = [
  {},
  { requireActive: false },
  { closedGraceDays: 3 },
  { keepClosedWithBalance: true },
  { onlineAccess: 'ignore' },
  { onlineAccess: 'account' },
  { onlineAccess: 'customer', shareConfidential: true },
  { balance: { require: 'any' } },
  { modules: ['utility'] },
].map((rules) => ({
  modules: 'all',
  requireActive: true,
  closedGraceDays: 0,
  keepClosedWithBalance: false,
  onlineAccess: 'account_and_customer',
  shareConfidential: false,
  ...rules,
  balance: { require: 'none', ...rules.balance },
}))
