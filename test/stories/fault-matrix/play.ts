import { parse, stringify } from 'yaml';
import { exitCodeOf } from '../../../src/commands/exit-code.ts';
import { notifierFor } from '../../../src/commands/notifier.ts';
import type { ReconcileResult } from '../../../src/reconcile/types.ts';
import type { RecordReader } from '../../../src/ports/record-branch.ts';
import type { ActiveFault, FaultRule } from '../../../src/sandbox/faults.ts';
import { faultNamed } from '../../../src/sandbox/quirks/catalogue.ts';
import { writePolicy } from '../../../src/sandbox/policy-yaml.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { hoursAgo } from '../../../src/sandbox/story/cast.ts';
import { requestYaml } from '../../../src/sandbox/story/request-yaml.ts';
import type { NewTenantUser } from '../../../src/sandbox/tenant/tenant.ts';
import type { Cell, Ending, Subject } from './cell.ts';
import { controlPlane } from './control-plane.ts';
import { cheapTokens } from './cheap-tokens.ts';
import { HURRIED, ownTokens, runHere, type Elsewhere, type Patience } from './run-here.ts';

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

/** So many run side by side that no machine is too busy for them. */
const AT_ONCE = 24;

/**
 * Plays cells, each in a tenant of its own: one run under all their faults, and one without any for those that it left
 * unsettled. Tenants never wait for each other, so no cell sees another's fault.
 */
export async function play(cells: readonly Cell[], how: How = {}): Promise<readonly Played[]> {
  const [first, ...others] = cells.map((_, index) => ({
    name: `t${index}`,
    tenantId: `11111111-1111-4111-8111-${String(index).padStart(12, '0')}`,
    domains: [`t${index}.example.com`],
  }));
  if (!first) return [];
  await using world = await startSandbox({ tenants: [first, ...others] });
  world.trust();
  const stages = cells.map((cell, index) => setStage(cell, index, world));
  const played: Played[] = [];
  for (let from = 0; from < stages.length; from += AT_ONCE) {
    played.push(...(await playSome(stages.slice(from, from + AT_ONCE), world, how)));
  }
  return played;
}

async function playSome(stages: readonly Stage[], world: Sandbox, how: How): Promise<readonly Played[]> {
  const tokens = how.tokens === 'own' ? ownTokens(world, how.patience) : cheapTokens(world);
  const plane = planeOf(stages, world, how);
  const struck = await underFaults(stages, world, async () => runHere(plane, tokens, how.patience));
  const unsettled = stages.filter((stage) => !isOver(stage, struck.get(stage)));
  if (unsettled.length > 0) await runHere({ ...planeOf(unsettled, world, how), records: plane.records }, tokens);
  return Promise.all(
    stages.map(async (stage) => {
      const { cell, subject } = stage;
      const { times, ...told } = struck.get(stage) ?? NOTHING;
      const phase = await phaseOf(subject.tenant.name, plane.records);
      return { cell, struck: times > 0, ...told, after: { phase, removed: subject.tenant.effectiveRemoves().length } };
    }),
  );
}

/** What was unblocked before anything went wrong with the remove itself is told elsewhere to stay so. */
function isOver({ cell }: Stage, struck: Struck | undefined): boolean {
  return cell.call.purpose === 'judging' && struck?.ending.phase === 'Unblocked';
}

function planeOf(stages: readonly Stage[], world: Sandbox, { claimLease = '60s', notify = false }: How): Elsewhere {
  const policy = policyOf(stages, world, claimLease);
  const plane = controlPlane(policy, Object.fromEntries(stages.map(({ file }) => file)));
  const hook = {
    REINSTATE_WEBHOOK: `${world.origins.webhook}/hook`,
    REINSTATE_WEBHOOK_SECRET: 'a-secret-of-the-sandbox-alone',
  };
  const notifier = notify ? notifierFor(hook, HURRIED) : undefined;
  return { ...plane, ...(notifier ? { notifier } : {}) };
}

/** What the run under the fault told, and how often the fault struck. */
interface Struck {
  readonly ending: Played['ending'];
  readonly times: number;
  readonly removed: number;
  readonly reason: string | undefined;
}

const NOTHING: Struck = { ending: { phase: undefined, exitCode: -1 }, times: 0, removed: 0, reason: 'it was not run' };

async function underFaults(
  stages: readonly Stage[],
  world: Sandbox,
  run: () => Promise<ReconcileResult>,
): Promise<ReadonlyMap<Stage, Struck>> {
  const faults = stages.map(({ rule }) => world.faults.add(rule));
  const result = await run();
  const told = stages.map((stage, index) => [stage, whatBecameOf(result, stage, faults[index])] as const);
  for (const fault of faults) fault.remove();
  return new Map(told);
}

function whatBecameOf(
  result: ReconcileResult,
  { subject: { tenant }, id }: Stage,
  fault: ActiveFault | undefined,
): Struck {
  return {
    ending: endingOf(result, tenant.name, id),
    times: fault?.struck() ?? 0,
    removed: tenant.effectiveRemoves().length,
    reason: tellingOf(result, tenant.name, id),
  };
}

/** How patient the run under the faults is, how long a claim holds, and which way tokens come. */
export interface How {
  readonly patience?: Patience;
  readonly claimLease?: string;
  readonly tokens?: 'own' | 'cheap';
  /** Whether somebody outside GitHub is told. */
  readonly notify?: boolean;
}

/** Each tenant is asked about what its own call serves. */
function policyOf(stages: readonly Stage[], world: Sandbox, claimLease: string): string {
  const chosen = stages.map(({ subject }) => subject.tenant);
  const policy: { tenants: Record<string, object> } = parse(writePolicy(chosen, { ...world.origins, cloud: 'public' }));
  const tenants = stages.map(({ cell: { call }, subject: { tenant } }) => {
    const evidence = { ...UNDEMANDING, ...(call.serves ? { [call.serves]: 'require' } : {}) };
    return [tenant.name, { ...policy.tenants[tenant.name], evidence }];
  });
  return stringify({ ...policy, limits: { claimLease }, tenants: Object.fromEntries(tenants) });
}

/** A cell with everything in its place but the fault. */
interface Stage {
  readonly cell: Cell;
  readonly subject: Subject;
  readonly id: string;
  readonly rule: FaultRule;
  readonly file: readonly [string, string];
}

function setStage(cell: Cell, index: number, world: Sandbox): Stage {
  const tenant = world.tenants[index];
  if (!tenant) throw new Error(`no tenant ${index}`);
  const [domain = ''] = tenant.domains;
  const connector = `22222222-2222-4222-8222-${String(index).padStart(12, '0')}`;
  const subject = { world, tenant, address: `alice@${domain}`, colleague: `bob@${domain}`, connector };
  furnish(cell, subject);
  const { match, ...rule } = faultNamed(cell.fault);
  const aim = { ...(typeof match === 'object' ? match : {}), ...cell.call.match(subject) };
  return {
    cell,
    subject,
    id: `${tenant.name}/request`,
    rule: { ...rule, times: cell.often === 'once' ? 1 : Infinity, skip: cell.call.skip ?? 0, match: aim },
    file: [`unblock-requests/${tenant.name}/request.yaml`, requestFor(cell, subject)],
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
