import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/kernel/settings.ts'
import {
  accountMeaning,
  interpretAccount,
  interpretCharge,
  interpretCustomer,
  interpretHolder,
  interpretMerge,
} from '../../src/sync/interpret/index.ts'
import { parsePersonName } from '../../src/sync/interpret/names.ts'
import { packRow } from '../../src/sync/pack.ts'

const ZONE = 'America/Denver'
const customer = (cells: Record<string, string>) => interpretCustomer({ customer_id: 'C1', ...cells }, ZONE)
const account = (cells: Record<string, string>, settings = {}) =>
  interpretAccount(
    { account_id: 'A1', account_number: '1.2', module: 'utility', status: 'active', ...cells },
    accountMeaning(parseSettings(settings)),
  )

describe('The name of a person', () => {
  it.each([
    ['Núñez, Ana María', 'Ana', 'María', 'Núñez', null],
    ['Ana María Núñez', 'Ana', 'María', 'Núñez', null],
    ['SMITH JR, JOHN A', 'JOHN', 'A', 'SMITH', 'JR'],
    ['Smith, John A Jr.', 'John', 'A', 'Smith', 'Jr.'],
    ['Smith, John, III', 'John', null, 'Smith', 'III'],
    ['John Smith Sr', 'John', null, 'Smith', 'Sr'],
    ['Maria de la Cruz', 'Maria', null, 'de la Cruz', null],
    ['de la Cruz, Maria', 'Maria', null, 'de la Cruz', null],
    ['Smith, John & Mary', 'John', '& Mary', 'Smith', null],
    ['Cher', null, null, 'Cher', null],
    ['Okafor,', null, null, 'Okafor', null],
    ['V', null, null, 'V', null],
  ])('%s', (printed, firstName, middleName, lastName, suffix) =>
    expect(parsePersonName(printed)).toEqual({ firstName, middleName, lastName, suffix }),
  )
})

describe('A customer', () => {
  it('is called as the source prints it', () =>
    expect(customer({ name: "  O'Brien,   Bob " })).toMatchObject({
      kind: 'person',
      name: "O'Brien, Bob",
      firstName: 'Bob',
      lastName: "O'Brien",
    }))

  it('has the parts of its name from their own cells, where there are any', () => {
    expect(customer({ first_name: 'Bob', middle_name: 'T', last_name: 'Lee', suffix: 'Jr' }).name).toBe(
      'Lee, Bob T Jr',
    )
    expect(customer({ name: 'BOB LEE', first_name: 'Bob', last_name: 'Lee' })).toMatchObject({
      name: 'BOB LEE',
      firstName: 'Bob',
      lastName: 'Lee',
    })
  })

  it('is a business where the source says so, by a business name, or by a legal form', () => {
    expect(customer({ name: 'Aspen Plumbing', customer_type: 'Business' })).toMatchObject({
      kind: 'business',
      businessName: 'Aspen Plumbing',
      lastName: null,
    })
    expect(customer({ business_name: 'Aspen Plumbing' }).kind).toBe('business')
    expect(customer({ name: 'Aspen Plumbing, L.L.C.' }).kind).toBe('business')
    expect(customer({ name: 'Aspen Plumbing LLC', customer_type: 'person' }).kind).toBe('person')
  })

  it('that is a person doing business keeps both names', () =>
    expect(
      customer({ name: 'Lee, Bob', business_name: "Bob's Diner", customer_type: 'person' }),
    ).toMatchObject({
      kind: 'person',
      lastName: 'Lee',
      businessName: "Bob's Diner",
    }))

  it('is active, not confidential and of unknown online access unless told', () =>
    expect(customer({ name: 'Lee' })).toMatchObject({
      status: 'active',
      confidential: false,
      onlineAccess: null,
    }))

  it.each(['Y', 'y', 'Yes', 'TRUE', '1'])('reads %s as yes', (flag) =>
    expect(customer({ name: 'Lee', online_access: flag }).onlineAccess).toBe(true),
  )
  it.each(['N', 'no', 'False', '0'])('reads %s as no', (flag) =>
    expect(customer({ name: 'Lee', online_access: flag }).onlineAccess).toBe(false),
  )

  it('keeps an e-mail address as it is printed, right or wrong', () =>
    expect(customer({ name: 'Lee', email: 'bob at home' }).email).toBe('bob at home'))

  it.each([
    ['2026-11-02', '2026-11-02T07:00:00.000Z'],
    ['11/2/2026', '2026-11-02T07:00:00.000Z'],
    ['2026-11-02 08:30', '2026-11-02T15:30:00.000Z'],
    ['2026-07-02T08:30:15.250', '2026-07-02T14:30:15.000Z'],
    ['2026-11-02T08:30:00Z', '2026-11-02T08:30:00.000Z'],
    ['2026-11-02T08:30:00+02:00', '2026-11-02T06:30:00.000Z'],
    ['2026-11-02T08:30:00-0700', '2026-11-02T15:30:00.000Z'],
  ])('was changed at %s', (updated_at, instant) =>
    expect(customer({ name: 'Lee', updated_at }).updatedAt?.toISOString()).toBe(instant),
  )

  it.each([
    'yesterday',
    '2026-13-01',
    '2026-11-31',
    '2026-11-02T25:00',
    '13/1/2026',
    '0000-01-01',
    '2/30/2026',
  ])('cannot be changed at %s', (updated_at) =>
    expect(() => customer({ name: 'Lee', updated_at })).toThrow(/is not a date/),
  )
})

describe('An account', () => {
  it('has the status that the word of the source means, whatever the case', () => {
    const settings = { statusMap: { 'F ': 'closed', active: 'inactive' } }
    expect(account({ status: 'f' }, settings)).toMatchObject({ status: 'closed', sourceStatus: 'f' })
    expect(account({ status: 'CLOSED' })).toMatchObject({ status: 'closed', sourceStatus: 'CLOSED' })
    expect(account({ status: 'Active' }, settings).status).toBe('inactive')
  })

  it('has its module in lower case, its days as days, and its balance in cents', () =>
    expect(
      account({
        module: 'Utility',
        opened_on: '1/5/2020',
        closed_on: '2026-11-02T23:00:00Z',
        balance: '-84.2',
      }),
    ).toMatchObject({
      module: 'utility',
      openedOn: '2020-01-05',
      closedOn: '2026-11-02',
      balanceCents: -8420,
    }))

  it.each(['$5.00', '1,000.00', '5.', '1e3', '--5', '5.001'])('cannot have the balance %s', (balance) =>
    expect(() => account({ balance })).toThrow(/is not an amount/),
  )
})

describe('What hangs on an account', () => {
  it('a holder without a day has held it always', () =>
    expect(interpretHolder({ customer_id: 'C1', account_id: 'A1', role: 'OWNER' })).toEqual({
      customerId: 'C1',
      accountId: 'A1',
      role: 'owner',
      fromOn: '-infinity',
      toOn: null,
    }))

  it('a charge needs its amounts', () => {
    const charge = { charge_id: 'H1', account_id: 'A1', kind: 'due', amount: '5', balance: '2.5' }
    expect(interpretCharge(charge)).toMatchObject({ amountCents: 500, balanceCents: 250, dueOn: null })
    expect(() => interpretCharge({ ...charge, amount: '' })).toThrow(/is not an amount/)
    const { balance: _, ...without } = charge
    expect(() => interpretCharge(without)).toThrow(/must not be/)
  })

  it('a merge is of customers unless it says otherwise', () => {
    expect(interpretMerge({ from_id: 'C2', to_id: 'C1' }, ZONE)).toMatchObject({ kind: 'customer', at: null })
    expect(interpretMerge({ from_id: 'A2', to_id: 'A1', kind: 'Account' }, ZONE).kind).toBe('account')
  })
})

describe('A row, before anybody asks what it means', () => {
  it('is trimmed, in a fixed order, without columns that the contract does not know', () =>
    expect(
      JSON.stringify(
        packRow(
          'holders',
          { values: { role: ' owner ', customer_id: 'C1', shoe_size: '44', to_on: ' ' } },
          'k',
        ).cells,
      ),
    ).toBe('{"customer_id":"C1","role":"owner"}'))

  it('keeps of a tax id a hash that only this installation can make, the same however it is punctuated', () => {
    const cells = (taxId: string, key = 'k') =>
      packRow('customers', { values: { customer_id: 'C1', tax_id: taxId } }, key).cells
    expect(Object.keys(cells('123-45-6789'))).toEqual(['customer_id', 'tax_id_hash', 'tax_id_last4'])
    expect(cells('123-45-6789')).toEqual(cells('123456789'))
    expect(cells('123-45-6789', 'another')['tax_id_hash']).not.toBe(cells('123456789')['tax_id_hash'])
    expect(cells('12345')).not.toHaveProperty('tax_id_last4')
  })

  it('that has too many cells keeps nothing that could be a tax id under a wrong name', () => {
    const { cells, refusal } = packRow(
      'customers',
      {
        values: { customer_id: 'C1', name: '123-45-6789', last_name: 'Lee', phone: 'x', tax_id: 'y' },
        malformed: 'Too many cells.',
      },
      'k',
    )
    expect(refusal).toMatchObject({ reason: 'malformed_row', message: 'Too many cells.' })
    expect(cells).toEqual({ customer_id: 'C1', last_name: 'Lee' })
  })

  it('with a character that cannot be stored is refused, and can be shown all the same', () => {
    const { cells, refusal } = packRow(
      'customers',
      { values: { customer_id: 'C1', name: 'A\0b\uD800' } },
      'k',
    )
    expect(refusal).toMatchObject({ reason: 'bad_character', column: 'name' })
    expect(cells['name']).toBe('A\uFFFDb\uFFFD')
  })
})
