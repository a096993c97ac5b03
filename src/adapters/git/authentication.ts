import { withoutSecrets } from '../../support/secrets.ts';
import type { ConfigEntry, Environment } from './environment.ts';

const HTTPS_ADDRESS = /^https:\/\/(?:[^@/?#]*@)?([^@/?#]+)\/([^?#%]+?)(?:\.git)?\/*$/i;

/**
 * Whether an address is exactly this repository (`GITHUB_REPOSITORY`) on `GITHUB_SERVER_URL`, over HTTPS: the only
 * place `GITHUB_TOKEN` may be sent to.
 */
function isThisRepository(address: string, env: Environment): boolean {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const server = URL.parse(env['GITHUB_SERVER_URL'] ?? 'https://github.com');
  const [, host, path] = HTTPS_ADDRESS.exec(address) ?? [];
  if (repository === '' || server?.protocol !== 'https:' || host === undefined || path === undefined) return false;
  const expected = `${server.pathname.replaceAll(/^\/|\/$/g, '')}/${repository}`.replace(/^\//, '');
  return URL.parse(`https://${host}`)?.origin === server.origin && path.toLowerCase() === expected.toLowerCase();
}

/**
 * Configuration that makes git send `GITHUB_TOKEN` to those of the addresses that are this repository, and nowhere
 * else: empty where there is none, or no token. Meant for a child's environment only.
 */
export function tokenConfig(addresses: readonly string[], env: Environment): readonly ConfigEntry[] {
  const token = env['GITHUB_TOKEN'] ?? '';
  const trusted = addresses.filter((address) => isThisRepository(address, env));
  if (token === '' || trusted.length === 0) return [];
  return [...new Set(trusted.map(withoutUserInfo))]
    .flatMap((address) => [
      // The empty value forgets headers that other configuration would add.
      { key: `http.${address}.extraheader`, value: '' },
      { key: `http.${address}.extraheader`, value: `Authorization: Basic ${basic(token)}` },
      // git would carry the header along to wherever a redirect points.
      { key: `http.${address}.followRedirects`, value: 'false' },
    ])
    .concat({ key: 'credential.helper', value: '' });
}

/** An address without the name and password some people keep in it. */
export function withoutUserInfo(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^@/?#]*@/i, '$1');
}

/** Strikes the token, in whatever form, and names and passwords of addresses out of a text. */
export function redactor(env: Environment): (text: string) => string {
  const token = env['GITHUB_TOKEN'] ?? '';
  const secrets = token === '' ? [] : [token, basic(token)];
  return (text) => withoutSecrets(text, secrets).replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]*@/gi, '$1');
}

function basic(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString('base64');
}
