import type { Random } from './random.ts'
import type { Vocabulary } from './vocabulary.ts'

const ADJECTIVES =
  'Blue Red Golden Silver Old New Little Big High Sunny Rocky Quiet Twin Royal Lucky Western Northern Southern Valley Mountain Harbor River Prairie Summit Pioneer Liberty Union Capitol Cedar Marlow Copper Iron Granite Juniper'.split(
    ' ',
  )
const TRADES = [
  'Plumbing & Heating', 'Auto Repair', 'Bakery', 'Coffee Roasters', 'Dental Care', 'Veterinary Clinic', 'Hardware',
  'Feed & Supply', 'Landscaping', 'Roofing', 'Electric', 'Property Management', 'Apartments', 'Mobile Home Park',
  'Car Wash', 'Laundromat', 'Taqueria', 'Pizza', 'Grill', 'Brewing Company', 'Books', 'Florist', 'Hair Salon', 'Barber Shop',
  'Yoga Studio', 'Daycare', 'Storage', 'Towing', 'Concrete', 'Construction', 'Realty', 'Insurance Agency', 'Accounting',
  'Law Office', 'Fish Market', 'Boat Works', 'Marine Supply', 'Charters', 'Motel', 'Inn', 'Farms', 'Ranch', 'Church',
  'Elementary School', 'Homeowners Association', 'Water Users Association', 'Thrift Store', 'Nails', 'Tire & Lube',
] // prettier-ignore
const FORMS = ['LLC', 'Inc', 'Inc.', 'Co', 'Company', 'LP', '', '', '']

/** The name of a business, as a town has them: `O'Brien & Sons Plumbing`, `Blue Heron Apartments LLC`. */
export function businessName(random: Random, { surname, givenName }: Vocabulary): string {
  const trade = random.pick(TRADES)
  const form = random.pick(FORMS)
  const head = random.pick([
    () => `${random.pick(ADJECTIVES)} ${random.pick(ADJECTIVES)}`,
    () => `${surname(random)} & Sons`,
    () => `${surname(random)} ${random.pick(['Bros', 'Family', 'Brothers'])}`,
    () => `${givenName(random)}'s`,
    () => `${surname(random)} & ${surname(random)}`,
    () =>
      `${random.pick(ADJECTIVES)} ${random.pick(['Heron', 'Elk', 'Fox', 'Otter', 'Pine', 'Creek', 'Ridge', 'Bay'])}`,
    () => `${random.between(1, 99)} ${random.pick(['West', 'Main', 'North', 'Corner'])}`,
  ])()
  return [head, trade, form].filter((part) => part !== '').join(' ')
}
