/**
 * Runs one question through the real adapters and prints the answer as JSON. A process of its own, as Node reads
 * NODE_EXTRA_CA_CERTS when it starts. Arguments: the endpoints and what else of the policy differs, then the questions.
 */
import { credentialFor } from '../../../src/adapters/entra/credential.ts';
import { createExchangeReader } from '../../../src/adapters/exchange/exchange-reader.ts';
import { createExchangeWriter } from '../../../src/adapters/exchange/exchange-writer.ts';
import { createDirectoryReader } from '../../../src/adapters/graph/directory-reader.ts';
import { systemClock } from '../../../src/adapters/system-clock.ts';
import { collectTenantFacts } from '../../../src/evidence/collect.ts';
import type { TenantPolicy } from '../../../src/policy/policy.ts';
import type { Entity } from '../../../src/request/entity.ts';
import { assertNever } from '../../../src/support/assert-never.ts';
import { tenantPolicy } from '../tenant-policy.ts';

/** What can be asked. */
export type Question =
  | { readonly ask: 'restrictions' }
  | { readonly ask: 'facts'; readonly entity: Entity; readonly securedAccount?: string }
  | { readonly ask: 'remove'; readonly entity: Entity }
  | { readonly ask: 'tokens' };

async function main(): Promise<void> {
  const [changes = '{}', questions = '[]'] = process.argv.slice(2);
  const different: Partial<TenantPolicy> = JSON.parse(changes);
  const asked: readonly Question[] = JSON.parse(questions);
  const tenant = tenantPolicy(different);
  const answers: unknown[] = [];
  for (const question of asked) {
    answers.push(await answer(tenant, question));
  }
  process.stdout.write(JSON.stringify(answers));
}

async function answer(tenant: TenantPolicy, question: Question): Promise<unknown> {
  const reading = { tenant, tokens: credentialFor(tenant, 'read', process.env), clock: systemClock };
  const applying = { tenant, tokens: credentialFor(tenant, 'apply', process.env), clock: systemClock };
  const [exchange, directory] = [createExchangeReader(reading), createDirectoryReader(reading)];
  switch (question.ask) {
    case 'restrictions':
      return exchange.restrictions();
    case 'facts':
      return collectTenantFacts(question, tenant, { exchange, directory, clock: systemClock });
    case 'remove':
      return createExchangeWriter(applying).remove(question.entity, within(systemClock.monotonicMs() + 20_000));
    case 'tokens':
      return Promise.all([reading.tokens.token('exchange'), reading.tokens.token('graph')]).then(
        (tokens) => tokens.length,
        (error: unknown) => (error instanceof Error ? { name: error.name, message: error.message } : {}),
      );
    default:
      return assertNever(question);
  }
}

await main();

function within(endMs: number) {
  return { sendBeforeMs: endMs, giveUpAtMs: endMs };
}
