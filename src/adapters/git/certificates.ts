import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import type { Progress } from '../../ports/progress.ts';
import { errorMessage } from '../../support/errors.ts';
import type { Environment } from './environment.ts';

/**
 * Variables that make git trust what Node trusts where `NODE_EXTRA_CA_CERTS` is set: a bundle in `folder` of Node's
 * own, the system's and that file's certificates. Empty where git has its own setting, or the file can't be read.
 */
export async function certificateVariables(
  folder: string,
  env: Environment,
  configured: boolean,
  progress: Progress,
): Promise<Readonly<Record<string, string>>> {
  const extra = env['NODE_EXTRA_CA_CERTS'] ?? '';
  if (extra === '' || configured || (env['GIT_SSL_CAINFO'] ?? '') !== '') return {};
  let certificates: string;
  try {
    certificates = await readFile(extra, 'utf8');
  } catch (error) {
    progress.warn(`NODE_EXTRA_CA_CERTS could not be read: ${errorMessage(error)}`);
    return {};
  }
  const bundle = join(folder, 'trusted-certificates.pem');
  const all = [...getCACertificates('bundled'), ...getCACertificates('system'), certificates];
  await writeFile(bundle, `${all.join('\n')}\n`);
  return { GIT_SSL_CAINFO: bundle };
}
