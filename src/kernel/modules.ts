import { capital } from './capital.ts'

const IN_WORDS: Readonly<Record<string, string>> = {
  utility: 'Utility',
  receivable: 'Receivable',
  business_license: 'Business license',
  animal_license: 'Animal license',
  property: 'Property',
  permit: 'Permit',
}

/** The modules that the contract names; a source may have others, which name themselves. */
export const KNOWN_MODULES = Object.keys(IN_WORDS)

/** `Business license`: what people call the kind of an account that records hold as `business_license`. */
export function moduleInWords(module: string): string {
  return IN_WORDS[module] ?? capital(module.replaceAll('_', ' '))
}
