import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { Octokit } from '@octokit/rest';

import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** The repository as Octokit's methods want it. */
export const REPOSITORY = { owner: 'contoso', repo: 'unblock' };

/** A real Octokit against the sandbox that keeps what it is refused to itself. */
export function octokitOf({ env }: Sandbox): Octokit {
  const silent = () => {};
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  return new Octokit({ auth: env['GITHUB_TOKEN'], baseUrl: env['GITHUB_API_URL'] ?? '', log });
}

/** A GitHub token for the job, as a workflow asks for it. */
export async function jobToken({ env }: Sandbox, audience = 'api://AzureADTokenExchange'): Promise<string> {
  const url = `${env['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=${encodeURIComponent(audience)}`;
  const authorization = `bearer ${env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}`;
  const { value }: { value: string } = JSON.parse(await (await fetch(url, { headers: { authorization } })).text());
  return value;
}

/** Entra's answer to an assertion. */
export async function exchangeAssertion(
  { tenant, origins }: Sandbox,
  assertion: string,
  {
    scope = 'https://outlook.office365.com/.default',
    clientId = tenant.writer.clientId,
    tenantId = tenant.tenantId,
  } = {},
): Promise<{ status: number; body: Record<string, string> }> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    scope,
  });
  const response = await fetch(`${origins.entra}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

/** An access token by the whole way round. */
export async function accessToken(
  sandbox: Sandbox,
  options: { scope?: string; clientId?: string } = {},
): Promise<string> {
  const { body } = await exchangeAssertion(sandbox, await jobToken(sandbox), options);
  return body['access_token'] ?? '';
}

/** A cmdlet over the private transport. */
export async function invoke(
  { origins, tenant }: Sandbox,
  token: string,
  call: { cmdlet: string; parameters?: object | null; url?: string; headers?: Record<string, string> },
): Promise<ExchangeAnswer> {
  const { cmdlet, parameters = {}, headers } = call;
  const url = call.url ?? `${origins.exchange}/adminapi/beta/${tenant.tenantId}/InvokeCommand`;
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ CmdletInput: { CmdletName: cmdlet, Parameters: parameters } }),
  });
  const { status } = response;
  const text = await response.text();
  return { status, text, headers: response.headers, body: bodyIn(text) };
}

function bodyIn(text: string): ExchangeAnswer['body'] {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** What Exchange answered; `body` holds whatever of it was JSON. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly body: { value?: Record<string, unknown>[]; '@adminapi.warnings'?: string[]; '@odata.nextLink'?: string };
}

/** Runs a module's text in a process of its own with nothing but the sandbox's variables, and returns what it printed. */
export async function runInProcess(sandbox: Sandbox, code: string): Promise<{ output: string; status: number }> {
  const args = ['--input-type=module', '--eval', code];
  const child = spawn(process.execPath, args, { env: { ...sandbox.env, PATH: process.env['PATH'] }, stdio: 'pipe' });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [status] = await once(child, 'close');
  return { output: Buffer.concat(chunks).toString(), status };
}
