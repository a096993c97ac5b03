import type { Approvals, PolicyFile, Tenant } from '../generated/policy.ts';
import { child, type Finding } from '../request/finding.ts';
import type { Draft } from '../request/inspect.ts';
import { either, named } from '../request/wording.ts';
import { checkEndpoints } from './endpoints.ts';
import { compileRule } from './rules.ts';

type PolicyDraft = Draft<PolicyFile>;
type TenantDraft = Draft<Tenant>;
type Says = (pointer: string) => boolean;

interface Named<T> {
  readonly pointer: string;
  readonly value: T;
}

/** Whether the parts of a policy fit together; whatever is missing or was refused is left to the schema. */
export function checkPolicyConsistency(draft: PolicyDraft, says: Says): readonly Finding[] {
  const tenants = Object.entries(draft.tenants ?? {}).flatMap(([name, value]) =>
    value ? [{ pointer: child('/tenants', name), value }] : [],
  );
  return [
    ...repeated(idsOf(tenants), 'A tenantId occurs once: give one of the tenants its own.'),
    ...repeated(domainsOf(tenants), 'A domain belongs to one tenant and is named once: remove it from one place.'),
    ...repeated(ruleNames(draft), 'Give each rule a name of its own.'),
    ...ruleExpressions(draft),
    ...tenants.flatMap((tenant) => [...untestedCloud(tenant), ...endpointsOfCloud(tenant, says)]),
    ...approvalsEverywhere(tenants, says),
    ...approvalBlocks(draft, tenants).flatMap((block) => [
      ...somebodyApproves(block, says),
      ...repeated(loginsOf(block), ONE_LOGIN),
    ]),
  ];
}

const ONE_LOGIN = 'Case does not matter in a login: keep one of the two.';

function idsOf(tenants: readonly Named<TenantDraft>[]): readonly Named<string | undefined>[] {
  return tenants.map(({ pointer, value }) => ({ pointer: child(pointer, 'tenantId'), value: value.tenantId }));
}

function domainsOf(tenants: readonly Named<TenantDraft>[]): readonly Named<string | undefined>[] {
  return tenants.flatMap(({ pointer, value }) =>
    (value.domains ?? []).map((domain, index) => ({ pointer: child(child(pointer, 'domains'), index), value: domain })),
  );
}

function ruleNames({ rules }: PolicyDraft): readonly Named<string | undefined>[] {
  return (rules ?? []).map((rule, index) => ({
    pointer: child(child('/rules', index), 'name'),
    value: rule?.name,
  }));
}

function ruleExpressions({ rules }: PolicyDraft): readonly Finding[] {
  return (rules ?? []).flatMap((rule, index) => {
    const pointer = child(child('/rules', index), 'expr');
    const compiled = rule?.expr === undefined ? undefined : compileRule(rule.expr);
    if (!compiled || compiled.valid) return [];
    return [{ pointer, message: `${named(pointer)} ${compiled.complaint}`, hint: compiled.hint }];
  });
}

function loginsOf({ pointer, value }: Named<Draft<Approvals>>): readonly Named<string>[] {
  return Object.keys(value.people ?? {}).map((login) => ({
    pointer: child(child(pointer, 'people'), login),
    value: login,
  }));
}

/** A finding for each value that stood somewhere before, whatever its case. */
function repeated(values: readonly Named<string | undefined>[], hint: string): readonly Finding[] {
  const first = new Map<string, string>();
  return values.flatMap(({ pointer, value }) => {
    const key = value?.toLowerCase();
    if (key === undefined) return [];
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, pointer);
      return [];
    }
    return [{ pointer, message: `${named(pointer)} is the same as ${named(before)}`, hint }];
  });
}

function untestedCloud({ pointer, value: { cloud, acceptUntested } }: Named<TenantDraft>): readonly Finding[] {
  if (cloud === undefined || cloud === 'public' || acceptUntested === true) return [];
  return [
    {
      pointer: child(pointer, 'cloud'),
      message: `${named(child(pointer, 'cloud'))} is ${cloud}, which Reinstate was never tested against`,
      hint: 'Add acceptUntested: true to this tenant to use it all the same.',
    },
  ];
}

/** Which hosts are Microsoft's depends on the cloud; one that was refused says nothing. */
function endpointsOfCloud(tenant: Named<TenantDraft>, says: Says): readonly Finding[] {
  const unclear = tenant.value.cloud === undefined && says(child(tenant.pointer, 'cloud'));
  return unclear ? [] : checkEndpoints(tenant);
}

function approvalsEverywhere(tenants: readonly Named<TenantDraft>[], says: Says): readonly Finding[] {
  if (says('/approvals')) return [];
  const without = tenants.filter(({ pointer }) => !says(child(pointer, 'approvals')));
  if (without.length === 0) return [];
  return [
    {
      pointer: '',
      missing: '/approvals',
      message: `"approvals" is missing: nobody could approve in ${without.map(({ pointer }) => named(pointer)).join(', ')}`,
      hint: 'Say who approves, for example: approvals: { approvers: { users: [octocat] } }',
    },
  ];
}

function approvalBlocks(
  draft: PolicyDraft,
  tenants: readonly Named<TenantDraft>[],
): readonly Named<Draft<Approvals>>[] {
  const blocks = [
    { pointer: '/approvals', value: draft.approvals },
    ...tenants.map(({ pointer, value }) => ({ pointer: child(pointer, 'approvals'), value: value.approvals })),
  ];
  return blocks.flatMap(({ pointer, value }) => (value ? [{ pointer, value }] : []));
}

function somebodyApproves({ pointer, value: { approvers } }: Named<Draft<Approvals>>, says: Says): readonly Finding[] {
  const at = child(pointer, 'approvers');
  if (!approvers) return [];
  const { users, teams, permission } = approvers;
  const byRole = permission !== undefined && permission !== 'none';
  if (byRole || [users, teams].some((list) => list && list.length > 0)) return [];
  // One that is there and was refused may well have named somebody.
  if (Object.entries({ users, teams, permission }).some(([key, value]) => !value && says(child(at, key)))) return [];
  return [
    {
      pointer: at,
      message: `${named(at)} names nobody`,
      hint: `Add at least one of ${either(['users', 'teams', 'permission'])}, for example: users: [octocat]`,
    },
  ];
}
