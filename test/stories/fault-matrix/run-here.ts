import { credentialFor } from '../../../src/adapters/entra/credential.ts';
import { createExchangeReader } from '../../../src/adapters/exchange/exchange-reader.ts';
import { createExchangeWriter } from '../../../src/adapters/exchange/exchange-writer.ts';
import { createDirectoryReader } from '../../../src/adapters/graph/directory-reader.ts';
import { systemClock } from '../../../src/adapters/system-clock.ts';
import type { TenantPolicy } from '../../../src/policy/policy.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { TokenSource } from '../../../src/ports/token-source.ts';
import { reconcile } from '../../../src/reconcile/reconcile.ts';
import type { ReconcilePorts, ReconcileResult, TenantPorts } from '../../../src/reconcile/types.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';

/** How long a run waits for whoever says nothing. */
export interface Patience {
  readonly requestMs: number;
  readonly tokenMs: number;
}

/** As long as the program itself waits. */
export const PATIENT: Patience = { requestMs: 20_000, tokenMs: 45_000 };

/** Pauses take a fiftieth of their time and a tenth of a second at most; everything else takes the time it takes. */
export const HURRIED: Clock = {
  ...systemClock,
  sleep: async (ms, signal) => systemClock.sleep(Math.min(ms / 50, 100), signal),
};

/** What is not Microsoft's. */
export type Elsewhere = Pick<ReconcilePorts, 'git' | 'github' | 'records' | 'notifier'>;

/** Where the adapters of a tenant get their tokens. */
export type Tokens = (tenant: TenantPolicy, purpose: 'read' | 'apply') => TokenSource;

/** The program's own way to tokens; GitHub's issuer is told for which tenant, so that it can fail one of them. */
export function ownTokens({ env }: Sandbox, { tokenMs } = PATIENT): Tokens {
  return (tenant, purpose) => {
    const url = `${env['ACTIONS_ID_TOKEN_REQUEST_URL']}&for=${tenant.tenant}`;
    return credentialFor(tenant, purpose, { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: url }, tokenMs);
  };
}

/**
 * One whole run in this process, put together as the command does it: the real adapters against the world, only with
 * less patience. A process of its own would cost more than the run. `only` names a tenant that alone is run.
 */
export async function runHere(
  elsewhere: Elsewhere,
  tokens: Tokens,
  { requestMs } = PATIENT,
  only?: string,
): Promise<ReconcileResult> {
  const progress = { step: () => undefined, warn: () => undefined };
  const tenant = (policy: TenantPolicy): TenantPorts => {
    const reading = { tenant: policy, tokens: tokens(policy, 'read'), clock: HURRIED };
    const applying = { tenant: policy, tokens: tokens(policy, 'apply'), clock: HURRIED };
    return {
      exchange: createExchangeReader(reading, requestMs),
      directory: createDirectoryReader(reading, requestMs),
      writer: createExchangeWriter(applying),
    };
  };
  const options = { run: '1001/1', version: '0.0.0', ...(only === undefined ? {} : { tenant: only }) };
  return reconcile({ ...elsewhere, tenant, clock: HURRIED, jitter: Math.random, progress }, options);
}
