import type { TenantContact, TenantGroup, TenantUser } from '../tenant/model.ts';
import { addressesOf, type Tenant } from '../tenant/tenant.ts';

/** The old directory name of a recipient, which inbox rules name their targets by. */
export function legacyName(name: string): string {
  return `/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${name}`;
}

/** The mailbox an identity names: an address, user principal name, object id, name or legacy name, in any case. */
export function findMailbox(tenant: Tenant, identity: string): TenantUser | undefined {
  const wanted = identity.toLowerCase();
  return tenant.users.find((user) => {
    const { name, userPrincipalName, id } = user;
    const names = [...addressesOf(user), userPrincipalName, id, name, legacyName(name)];
    return names.some((each) => each.toLowerCase() === wanted);
  });
}

/** The contact an identity names. */
export function findContact(tenant: Tenant, identity: string): TenantContact | undefined {
  const wanted = identity.toLowerCase();
  return tenant.contacts.find(({ name, externalAddress }) =>
    [name, externalAddress, legacyName(name)].some((each) => each.toLowerCase() === wanted),
  );
}

/** The group an identity names. */
export function findGroup(tenant: Tenant, identity: string): TenantGroup | undefined {
  const wanted = identity.toLowerCase();
  return tenant.groups.find(({ name, address }) =>
    [name, address, legacyName(name)].some((each) => each.toLowerCase() === wanted),
  );
}

/** How Exchange lists addresses: the primary one is marked by capitals. */
export function emailAddresses({ address, aliases }: TenantUser): string[] {
  return [`SMTP:${address}`, ...aliases.map((alias) => `smtp:${alias}`)];
}

/** A rule's target: somebody of the tenant by legacy name, anybody else by address. */
export function ruleTarget(tenant: Tenant, address: string): string {
  const inside = findMailbox(tenant, address) ?? findGroup(tenant, address);
  return inside ? `"${inside.name}" [EX:${legacyName(inside.name)}]` : `"${address}" [SMTP:${address}]`;
}
