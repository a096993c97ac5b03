import { parse, stringify } from 'yaml';
import { exitCodeOf } from '../../../src/commands/exit-code.ts';
import type { ReconcileResult } from '../../../src/reconcile/types.ts';
import type { RecordReader } from '../../../src/ports/record-branch.ts';
import { faultNamed } from '../../../src/sandbox/quirks/catalogue.ts';
import { writePolicy } from '../../../src/sandbox/policy-yaml.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { hoursAgo } from '../../../src/sandbox/story/cast.ts';
import { requestYaml } from '../../../src/sandbox/story/request-yaml.ts';
import type { NewTenantUser } from '../../../src/sandbox/tenant/tenant.ts';
import type { Cell, Ending, Subject } from './cell.ts';
import { controlPlane } from './control-plane.ts';
import { cheapTokens } from './cheap-tokens.ts';
import { ownTokens, runHere, type Patience } from './run-here.ts';

/** How a cell ended, and the tenant's own word on what was done. */
export interface Played {
  readonly cell: Cell;
  readonly ending: { readonly phase: string | undefined; readonly exitCode: number };
  readonly struck: boolean;
  /** Of the run under the fault. */
  readonly removed: number;
  readonly reason: string | undefined;
  /** After a second run without the fault. */
  readonly after: { readonly phase: string | undefined; readonly removed: number };
}

/** Nothing is asked about but what a call serves, and that has to hold. */
const UNDEMANDING = Object.fromEntries(
  ['passwordReset', 'mfa', 'sessionsRevoked', 'accountEnabled', 'forwarding', 'inboxRules', 'riskyUser'].map(
    (check) => [check, 'off'],
  ),
);

/**
 * Plays cells side by side, each in a tenant of its own: one run under all their faults and one without any. Tenants
 * never wait for each other, so no cell sees another's fault.
 */
export async function play(
  cells: readonly Cell[],
  { patience, claimLease = '60s', tokens }: How = {},
): Promise<readonly Played[]> {
  const [first, ...others] = cells.map((_, index) => ({
    name: `t${index}`,
    tenantId: `11111111-1111-4111-8111-${String(index).padStart(12, '0')}`,
    domains: [`t${index}.example.com`],
  }));
  if (!first) return [];
  await using world = await startSandbox({ tenants: [first, ...others] });
  world.trust();
  const stages = cells.map((cell, index) => set(cell, index, world));
  const elsewhere = controlPlane(
    policyOf(stages, world, claimLease),
    Object.fromEntries(stages.map(({ file }) => file)),
  );
  const given = tokens === 'own' ? ownTokens(world, patience) : cheapTokens(world);
  const faulty = await runHere(elsewhere, given, patience);
  const removed = stages.map(({ subject }) => subject.tenant.effectiveRemoves().length);
  for (const { fault } of stages) fault.remove();
  await runHere(elsewhere, given);
  const phases = await Promise.all(stages.map(async ({ subject }) => phaseOf(subject.tenant.name, elsewhere.records)));
  return stages.map(({ cell, subject, fault, id }, index) => ({
    cell,
    ending: endingOf(faulty, subject.tenant.name, id),
    struck: fault.struck() > 0,
    removed: removed[index] ?? 0,
    reason: tellingOf(faulty, subject.tenant.name, id),
    after: { phase: phases[index], removed: subject.tenant.effectiveRemoves().length },
  }));
}

/** How patient the run under the faults is, how long a claim holds, and which way tokens come. */
export interface How {
  readonly patience?: Patience;
  readonly claimLease?: string;
  readonly tokens?: 'own' | 'cheap';
}

/** Plays many cells, so many in one world at a time that no machine is too busy for them. */
export async function playAll(cells: readonly Cell[], how?: How): Promise<readonly Played[]> {
  const AT_ONCE = 24;
  const played: Played[] = [];
  for (let from = 0; from < cells.length; from += AT_ONCE) {
    played.push(...(await play(cells.slice(from, from + AT_ONCE), how)));
  }
  return played;
}

/** Each tenant is asked about what its own call serves. */
function policyOf(stages: readonly ReturnType<typeof set>[], world: Sandbox, claimLease: string): string {
  const policy: { tenants: Record<string, object> } = parse(writePolicy(world.tenants, world.origins));
  const tenants = stages.map(({ cell: { call }, subject: { tenant } }) => {
    const evidence = { ...UNDEMANDING, ...(call.serves ? { [call.serves]: 'require' } : {}) };
    return [tenant.name, { ...policy.tenants[tenant.name], evidence }];
  });
  return stringify({ ...policy, limits: { claimLease }, tenants: Object.fromEntries(tenants) });
}

function set(cell: Cell, index: number, world: Sandbox) {
  const tenant = world.tenants[index];
  if (!tenant) throw new Error(`no tenant ${index}`);
  const [domain = ''] = tenant.domains;
  const connector = `22222222-2222-4222-8222-${String(index).padStart(12, '0')}`;
  const subject = { world, tenant, address: `alice@${domain}`, colleague: `bob@${domain}`, connector };
  furnish(cell, subject);
  const { system, fault, match } = faultNamed(cell.fault);
  const times = cell.often === 'once' ? 1 : Infinity;
  const aim = { ...(typeof match === 'object' ? match : {}), ...cell.call.match(subject) };
  return {
    cell,
    subject,
    id: `${tenant.name}/request`,
    fault: world.faults.add({ system, fault, times, skip: cell.call.skip ?? 0, match: aim }),
    file: [`unblock-requests/${tenant.name}/request.yaml`, requestFor(cell, subject)] as const,
  };
}

function furnish({ call }: Cell, subject: Subject): void {
  const { world, tenant, address, colleague, connector } = subject;
  const secured: Omit<NewTenantUser, 'address'> = {
    passwordChangedAt: hoursAgo(world, 2),
    sessionsValidFrom: hoursAgo(world, 2),
    methods: [{ type: 'microsoftAuthenticator', createdDateTime: hoursAgo(world, 24 * 365) }],
  };
  tenant.addUser({ address: colleague, ...secured });
  if (call.about === 'sharedMailbox') tenant.addSharedMailbox({ address });
  else tenant.addUser({ address, ...secured });
  if (call.about === 'connector') tenant.restrict({ connector }, { createdAt: hoursAgo(world, 3) });
  else tenant.restrict(address, { createdAt: hoursAgo(world, 3) });
  call.prepare?.(subject);
}

function requestFor({ call }: Cell, { world, address, colleague, connector }: Subject): string {
  const text = requestYaml({
    entity: call.about === 'connector' ? { connector } : { mailbox: address },
    attestedAt: hoursAgo(world, 1),
    justification: 'Phished on Sunday; account recovered, inbox rules removed.',
  });
  return call.about === 'sharedMailbox' ? `${text}securedAccount: ${colleague}\n` : text;
}

function endingOf(result: ReconcileResult, tenant: string, id: string): Played['ending'] {
  const results = result.results.filter((one) => one.id === id);
  const failures = result.failures.filter((one) => one.tenant === tenant);
  return { phase: results[0]?.phase, exitCode: exitCodeOf({ ...result, results, failures, drift: [] }) };
}

/** What the record says, whatever the run told. */
async function phaseOf(tenant: string, records: RecordReader): Promise<string | undefined> {
  const file = await records.read(await records.open(tenant), 'records/request.json');
  const record: { phase?: string } = JSON.parse(Buffer.from(file?.bytes ?? []).toString() || '{}');
  return record.phase;
}

function tellingOf({ results, failures }: ReconcileResult, tenant: string, id: string): string | undefined {
  return results.find((one) => one.id === id)?.reason ?? failures.find((one) => one.tenant === tenant)?.message;
}

/** Where the record has to stand after a run without the fault, and how many removes took effect by then. */
export function mended({ phase }: Ending): Played['after'] {
  return phase === 'Failed' ? { phase, removed: 0 } : { phase: 'Unblocked', removed: 1 };
}
