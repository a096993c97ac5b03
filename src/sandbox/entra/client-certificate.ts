import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { decodeJwt, decodeProtectedHeader, compactVerify } from 'jose';
import { generate } from 'selfsigned';

import type { TenantApp } from '../tenant/model.ts';
import { assertionOutOfTime, certificateExpired, certificateUnknown, unreadableAssertion } from './token-errors.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Makes a certificate, uploads its public half to the registrations, and writes both halves to a PEM file of `folder`.
 * Returns the file's path.
 */
export async function makeClientCertificate(
  apps: readonly TenantApp[],
  folder: string,
  { days = 30 }: { readonly days?: number } = {},
): Promise<string> {
  const [notBeforeDate, notAfterDate] = [new Date(Date.now() - 60 * DAY_MS), new Date(Date.now() + days * DAY_MS)];
  const made = await generate([{ name: 'commonName', value: 'reinstate' }], {
    keyType: 'rsa',
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate,
  });
  for (const app of apps) app.certificates = [...app.certificates, made.cert];
  const file = join(folder, `client-${randomUUID()}.pem`);
  await writeFile(file, `${made.private}\n${made.cert}`, { mode: 0o600 });
  return file;
}

/** Whether an assertion says that a certificate signed it; the others are identity tokens of another issuer. */
export function isOfCertificate(assertion: string): boolean {
  try {
    const header = decodeProtectedHeader(assertion);
    return 'x5t' in header || 'x5t#S256' in header;
  } catch {
    return false;
  }
}

/**
 * Checks an assertion that an app signed itself: the thumbprint in its header names a certificate of the registration,
 * whose key made the signature; it speaks of the app, to this endpoint, now. Throws Entra's own error.
 */
export async function checkSignedAssertion(assertion: string, app: TenantApp, endpoint: string): Promise<void> {
  const header = decodeProtectedHeader(assertion);
  const [algorithm, thumbprint] =
    'x5t#S256' in header ? ['sha256', String(header['x5t#S256'])] : ['sha1', String(header.x5t)];
  const certificate = app.certificates
    .map((pem) => new X509Certificate(pem))
    .find(({ raw }) => createHash(algorithm).update(raw).digest('base64url') === thumbprint);
  if (!certificate) throw certificateUnknown(Buffer.from(thumbprint, 'base64url').toString('hex').toUpperCase());
  if (certificate.validToDate.getTime() < Date.now()) throw certificateExpired(certificate.validToDate);
  try {
    await compactVerify(assertion, certificate.publicKey, { algorithms: ['RS256', 'PS256'] });
  } catch {
    throw unreadableAssertion();
  }
  const { iss, sub, aud, exp = 0, nbf = 0 } = decodeJwt(assertion);
  if (iss !== app.clientId || sub !== app.clientId || aud !== endpoint) throw unreadableAssertion();
  const [validFrom, expiresAt] = [new Date(nbf * 1000), new Date(exp * 1000)];
  if (expiresAt.getTime() < Date.now()) throw assertionOutOfTime(validFrom, expiresAt);
}
