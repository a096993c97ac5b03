import type { Policy, TenantPolicy } from '../../policy/policy.ts';
import { addressComplaint, domainOf } from '../../request/address.ts';
import type { Entity } from '../../request/entity.ts';
import { didYouMean, either } from '../../request/wording.ts';
import { ConfigurationError } from '../../support/errors.ts';
import type { WantedEntity } from './look-up.ts';

const GUID = /^(?:connector:)?(?<guid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/iu;

/** An entity as it is named on the command line: an address, or a connector's GUID. Throws ConfigurationError. */
export function entityNamed(text: string): Entity {
  const guid = GUID.exec(text.trim())?.groups?.['guid'];
  if (guid !== undefined) return { connector: guid.toLowerCase() };
  const complaint = addressComplaint(text.trim());
  if (!complaint) return { mailbox: text.trim().toLowerCase() };
  throw new ConfigurationError(`${JSON.stringify(text)} ${complaint.says}, and is no connector's GUID`, {
    hint: complaint.hint,
  });
}

/** The tenant of an entity: the one that is named, else the one whose domain it is. Throws ConfigurationError. */
export function wantedEntity(entity: Entity, policy: Policy, tenant: string | undefined): WantedEntity {
  if (tenant !== undefined) return { entity, tenant: within(namedTenant(policy, tenant), entity) };
  const tenants = Object.values(policy.tenants);
  if ('connector' in entity) {
    const [only, ...others] = tenants;
    if (only && others.length === 0) return { entity, tenant: only };
    throw new ConfigurationError(`which tenant does the connector ${entity.connector} belong to?`, {
      hint: `say it with --tenant: ${either(Object.keys(policy.tenants))}`,
    });
  }
  const domain = domainOf(entity.mailbox);
  const found = tenants.find(({ domains }) => domains.includes(domain));
  if (found) return { entity, tenant: found };
  const domains = tenants.flatMap((one) => one.domains);
  const meant = didYouMean(domain, domains);
  throw new ConfigurationError(`${entity.mailbox} is in no domain of the policy`, {
    hint: meant === undefined ? `its domains are ${domains.join(', ')}` : `did you mean ${meant}?`,
  });
}

function namedTenant({ tenants }: Policy, name: string): TenantPolicy {
  const tenant = Object.hasOwn(tenants, name) ? tenants[name] : undefined;
  if (tenant) return tenant;
  throw new ConfigurationError(`the policy names no tenant ${JSON.stringify(name)}`, {
    hint: `it names ${either(Object.keys(tenants))}`,
  });
}

function within(tenant: TenantPolicy, entity: Entity): TenantPolicy {
  if ('connector' in entity || tenant.domains.includes(domainOf(entity.mailbox))) return tenant;
  throw new ConfigurationError(`${entity.mailbox} is outside the domains of the tenant ${tenant.tenant}`, {
    hint: `they are ${tenant.domains.join(', ')}; leave --tenant out to have the tenant found by the domain`,
  });
}
