import { describe, expect, it } from 'vitest';
import { entityNamed, wantedEntity } from '../../../src/commands/new/wanted.ts';
import { ALICE, RELAY } from '../../drafting/build.ts';
import { CONTOSO, FABRIKAM, policyOf } from '../../policy/policy-files.ts';

const ONE = policyOf({});
const TWO = policyOf({}, { contoso: CONTOSO, fabrikam: FABRIKAM });

describe('an entity on the command line', () => {
  it.each([
    [' Alice@Contoso.com ', ALICE],
    ['6A1F0F3C-2f0e-4c0a-9d59-0b7b5a0c4e11', RELAY],
    ['connector:6a1f0f3c-2f0e-4c0a-9d59-0b7b5a0c4e11', RELAY],
  ])('%s', (text, entity) => {
    expect(entityNamed(text)).toEqual(entity);
  });

  it.each(['', 'alice', '*@contoso.com', 'alice@contoso.com,bob@contoso.com', '6a1f0f3c', 'аlice@contoso.com'])(
    'is not %j',
    (text) => {
      expect(() => entityNamed(text)).toThrow("and is no connector's GUID");
    },
  );
});

describe('the tenant of an entity', () => {
  it.each([
    ['by its domain', ALICE, TWO, undefined, 'contoso'],
    ['by its domain, the other one', { mailbox: 'a@fabrikam.com' }, TWO, undefined, 'fabrikam'],
    ['the only one, for a connector', RELAY, ONE, undefined, 'contoso'],
    ['the one that is named, for a connector', RELAY, TWO, 'fabrikam', 'fabrikam'],
  ])('is found %s', (_, entity, policy, named, tenant) => {
    expect(wantedEntity(entity, policy, named).tenant.tenant).toBe(tenant);
  });

  it.each([
    ['a connector of one of several', RELAY, undefined, 'which tenant does the connector'],
    ['a domain of nobody', { mailbox: 'a@contosso.com' }, undefined, 'is in no domain of the policy'],
    ['a domain of another tenant', ALICE, 'fabrikam', 'is outside the domains of the tenant fabrikam'],
    ['no tenant at all', ALICE, '__proto__', 'names no tenant "__proto__"'],
  ])('is not found for %s', (_, entity, named, says) => {
    expect(() => wantedEntity(entity, TWO, named)).toThrow(says);
  });
});
