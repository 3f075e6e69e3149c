import { beforeAll, expect, it } from 'vitest'
import type { Community } from '../../src/kernel/community.ts'
import type { Search } from '../../src/search/index.ts'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { cityWith, customerOf, scopeOf, searchOver, type Sketch } from './copy.ts'

const number = (accountNumber: string, serviceAddress: string | null = null): Sketch => ({
  accounts: [{ accountNumber, serviceAddress }],
})
const at = (serviceAddress: string): Sketch => ({ mailingAddress: serviceAddress })

/** Whoever has it in one way is not hidden by whoever has it in another. */
const PEOPLE: Readonly<Record<string, Sketch>> = {
  saint: { lastName: 'St. John', firstName: 'Mary' },
  doctor: { name: 'Lee, Dr. Amy', lastName: 'Lee', firstName: 'Dr. Amy' },
  saintInFull: { lastName: 'Saint Clair', firstName: 'Ann' },
  johnOfAStreet: { lastName: 'Smith', firstName: 'John', ...at('100 Oak St') },
  maryOfAStreet: { lastName: 'Johnson', firstName: 'Mary', ...at('12 Main St') },
  amyOfADrive: { lastName: 'Lee', firstName: 'Amy', ...at('5 Fox Dr') },
  church: { businessName: "St. Mary's Church" },
  atASaint: { lastName: 'Wick', firstName: 'Bo', ...at('7 St Clair St') },
  terry: { lastName: 'Vale', firstName: 'Terry' },
  rear: { lastName: 'Yoder', firstName: 'Tia', ...at('31 Birch St Rear') },
  lane: { lastName: 'Becker', firstName: 'Bob', ...at('40 Juniper Lane') },
  ln: { lastName: 'Abbott', firstName: 'Ann', ...at('40 Juniper Ln') },
  fifth: { lastName: 'Jolley', firstName: 'Flo', ...at('220 Fifth Ave') },
  ordinal: { lastName: 'Kirk', firstName: 'Al', ...at('12 5th St') },
  longerHouse: { lastName: 'Kern', firstName: 'Ed', ...at('123 5th St') },
  mountain: { businessName: 'Rocky Mountain Electric Association' },
  box12: { lastName: 'Otis', firstName: 'Pam', ...at('PO Box 12') },
  box98: { lastName: 'Penn', firstName: 'Ray', ...at('P.O. Box 98') },
  box76: { lastName: 'Quill', firstName: 'Sue', ...at('P O Box 76') },
  bill: { lastName: 'Adams', firstName: 'Zoe', phone: '303-555-0142', ...number('12.0345.01') },
  unit: { lastName: 'Act', firstName: 'Sue', ...at('640 Vine St Apt 16') },
  terrace: { lastName: 'Boyd', firstName: 'Ian', ...at('9 Elm Ter') },
  highway: { lastName: 'Cobb', firstName: 'Lou', ...at('4410 US Hwy 50') },
  twoPhones: { lastName: 'Dunn', firstName: 'Max', phone: 'W 303-555-1212 H 303-555-1313' },
  noAreaCode: { lastName: 'Dyer', firstName: 'Meg', phone: '555-9191' },
  unpadded: { lastName: 'Egan', firstName: 'Nan', ...number('1234.5') },
  within: { lastName: 'Fogg', firstName: 'Oz', ...number('9012345.6') },
  letters: { lastName: 'Gage', firstName: 'Pat', ...number('WTR-A-0417') },
  shortLetters: { lastName: 'Hull', firstName: 'Quy', ...number('UB 45') },
  abby: { lastName: 'Abby', firstName: 'Al', ...at('1 Pine Rd Unit 12C') },
  unitOfAbby: { lastName: 'Ives', firstName: 'Roz', ...number('AB 12C') },
  '0004417': { lastName: 'Judd', firstName: 'Sal' },
  apt4b: { lastName: 'Smith', firstName: 'John & Mary', ...at('118 N Main St Apt 4B') },
  apt9c: { lastName: 'Smith', firstName: 'John & Mary', ...at('118 N Main St Apt 9C') },
  mac: { lastName: 'MacIntyre', firstName: 'Una' },
  countyRoad: { lastName: 'Karr', firstName: 'Vic', ...at('12850 County Rd 12') },
  cr: { lastName: 'Lamb', firstName: 'Wes', ...at('77 CR 31') },
  creek: { lastName: 'Mott', firstName: 'Xia', ...at('31 Willow Cr') },
  mlk: { lastName: 'Nash', firstName: 'Yul', ...at('33 E Martin Luther King Jr Blvd') },
  owners: { businessName: 'Willow Creek Homeowners Assn' },
  hoa: { businessName: 'Fox Run HOA' },
  tagged: { lastName: 'Orr', firstName: 'Zed', email: 'zed.orr+water@example.org' },
  zeros: { lastName: 'Pace', firstName: 'Abe', ...number('31.0044.02') },
  digitsOfZeros: { lastName: 'Quist', firstName: 'Bea', phone: '303-555-3144', ...number('61.2731.44') },
  zerosWithin: { lastName: 'Rusk', firstName: 'Cal', ...number('11.0001.02') },
  direction: { lastName: 'Teal', firstName: 'Eve', ...at('118 W.124th St') },
  otherGroups: { lastName: 'Stig', firstName: 'Dee', ...at('1112 Ash Ct'), ...number('01.0011.02') },
  grouped: { lastName: 'Upton', firstName: 'Fay', ...number('24.9541.07') },
  mailed: { lastName: 'Vogt', firstName: 'Gus', email: 'dragana.vukovic_82@example.org' },
  foxHollow: { lastName: 'Wray', firstName: 'Hal', ...at('31 Fox Hollow Ln') },
  northgate: { lastName: 'Xenos', firstName: 'Ida', ...at('909 Northgate Dr') },
  vanburen: { businessName: 'Vanburen School', ...at('80 Elm Ave') },
  vanBuren: { lastName: 'Yates', firstName: 'Jan', ...at('77 Van Buren Ave') },
  seventh: { lastName: 'Zorn', firstName: 'Kay', ...at('2101 N 7th Ave') },
  fortyFour: { lastName: 'Abel', firstName: 'Lev', ...at('1200 44 Ave NW') },
  seventeenth: { lastName: 'Bock', firstName: 'Mia', ...at('3300 E 17th Ave') },
  wm: { lastName: 'Ainsworth', firstName: 'Wm.', middleName: 'T.' },
  artagnan: { lastName: 'Chan', firstName: "D'Artagnan" },
  baptist: { businessName: 'Hilltop Bapt. Ch.' },
  otherBaptist: { businessName: 'First Baptist Church' },
  route: { lastName: 'Daly', firstName: 'Ned', ...at('40 RR 3') },
  initial: { lastName: 'Brown', firstName: 'Amy', middleName: 'T' },
}

describeOnEachDatabase('What people read from a bill, or write in their own way', (database) => {
  let store: Store
  let search: Search
  let city: Community
  beforeAll(async () => {
    store = await database.open()
    search = searchOver(store)
    city = await cityWith(
      store,
      Object.entries(PEOPLE).map(([id, sketch]) => customerOf(id, sketch)),
    )
  })

  async function idsOf(text: string): Promise<readonly string[]> {
    const { hits } = await search.search(city, scopeOf(city), { text })
    return hits.map(({ customerId }) => customerId)
  }

  it.each<[string, readonly string[]]>([
    ['saint john', ['saint']],
    ['mary saint john', ['saint']],
    ['doctor amy lee', ['doctor']],
    ['dr amy lee', ['doctor', 'amyOfADrive']],
    ['st clair', ['atASaint', 'saintInFull']],
    ['7 saint clair street', ['atASaint']],
    ['saint mary', ['saint', 'church']],
    ['31 birch street', ['rear']],
    ['40 juniper ln', ['lane', 'ln']],
    ['40 juniper lane', ['lane', 'ln']],
    ['rocky mtn', ['mountain']],
    ['220 5th ave', ['fifth']],
    ['12 5th st', ['ordinal']],
    ['12 fifth street', ['ordinal']],
    ['P. O. Box 12', ['box12']],
    ['p.o.box 12', ['box12']],
    ['PO Box 98', ['box98']],
    ['po box 76', ['box76']],
    ['p o box 76', ['box76']],
    ['12.0345.01', ['bill']],
    ['acct 12.0345.01', ['bill']],
    ['Acct: 12.0345.01', ['bill']],
    ['Account # 12.0345.01', ['bill']],
    ['tel 303-555-0142', ['bill']],
    ['tel 303-555-0999', []],
    ['cell (303) 555-0142', ['bill']],
    ['303-555-0142 ext 5', ['bill']],
    ['303-555-0142x5', ['bill']],
    ['phone:"303-555-0142 x5"', ['bill']],
    ['303-555-1313', ['twoPhones']],
    ['1212', ['twoPhones']],
    ['account:01234.05', ['unpadded']],
    ['account:1234.05', ['unpadded']],
    ['01234.5', ['unpadded', 'within']],
    ['4417', ['0004417']],
    ['id:4417', ['0004417']],
    ['WTR A 0417', ['letters']],
    ['ub 45', ['shortLetters']],
    ['AB 12C', ['unitOfAbby', 'abby']],
    ['hwy-50', ['highway']],
    ['hwy50', ['highway']],
    ['640vine', ['unit']],
    ['640 vine apt16', ['unit']],
    ['12 c pine', ['abby']],
    ['SMITH JOHN & MARY 118 N MAIN ST APT 9C', ['apt9c']],
    ['118 N Main St Apt 9C, Cedar Hollow, CO 80999-1204', ['apt9c']],
    ['John Smith, 118 N. Main St. Apt. 9C, Cedar Hollow CO 80999', ['apt9c']],
    ['Address: 118 N. Main St. Apt. 9C, Cedar Hollow CO 80999', ['apt9c']],
    ['address:"40 juniper lane, Cedar Hollow, co 80999"', ['lane', 'ln']],
    ['118-N.-Main-St-Apt-9C', ['apt9c']],
    ['7_st_clair_st', ['atASaint']],
    ['303-555-9191', ['noAreaCode']],
    ['wtr a-0417', ['letters']],
    ['tillman', []],
    ['31.0044', ['zeros']],
    ['031.44', ['zeros']],
    ['account:31.44.2', ['zeros']],
    ['11.0001.02', ['zerosWithin']],
    ['00120.7', []],
    ['0031', []],
    ['0001234', []],
    ['118 west 124th', ['direction']],
    ['mc intyre', ['mac']],
    ['una mc intyre', ['mac']],
    ['12850 cr 12', ['countyRoad']],
    ['12850 co rd 12', ['countyRoad']],
    ['77 county road 31', ['cr']],
    ['county road', ['countyRoad', 'cr']],
    ['33 mlk', ['mlk']],
    ['willow creek hoa', ['owners']],
    ['fox run homeowners association', ['hoa']],
    ['zed.orr@example.org', ['tagged']],
    ['zed.orr+water@example.org', ['tagged']],
    ['001 303 555 0142', ['bill']],
    ['011-1-303-555-0142', ['bill']],
    ['acct 24 9541 07', ['grouped']],
    ['Acct. No. 24 9541 07', ['grouped']],
    ['Account Number\n24.9541.07', ['grouped']],
    ['acct#24-9541-07', ['grouped']],
    ['A/C 24.9541.07', ['grouped']],
    ['No:24.9541.07', ['grouped']],
    ['tel:+1-303-555-0142', ['bill']],
    ['cust#0004417', ['0004417']],
    ['email dragana.vukovic_82@example.org', ['mailed']],
    ['E-mail: dragana.vukovic_82@example.org', ['mailed']],
    ['31 foxhollow', ['foxHollow']],
    ['909 north gate', ['northgate']],
    ['77 vanburen ave', ['vanBuren']],
    ['2101 n 7 ave', ['seventh']],
    ['1200 44th ave', ['fortyFour']],
    ['3300 seventeenth', ['seventeenth']],
    ['3300 17 ave', ['seventeenth']],
    ['ainsworth william', ['wm']],
    ['hilltop baptist church', ['baptist']],
    ['40 rural route 3', ['route']],
    ['last:artagnan', []],
  ])('%s', async (text, ids) => {
    expect(await idsOf(text)).toEqual(ids)
  })

  it('a whole number says who is meant, whatever name stands beside it', async () => {
    expect((await idsOf('bob 12.0345.01'))[0]).toBe('bill')
    expect((await idsOf('303-555-0142 oakley'))[0]).toBe('bill')
    expect((await idsOf('smith dragana.vukovic_82@example.org'))[0]).toBe('mailed')
  })
})
