import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CertificateFacts } from '../../ports/identity.ts';
import { ConfigurationError } from '../../support/errors.ts';
import { toTimestamp, type Timestamp } from '../../support/timestamp.ts';

const WHAT = 'set AZURE_CLIENT_CERTIFICATE_PATH to a PEM file with the certificate and its private key';

/**
 * The PEM file of a certificate credential, checked before it is used: what is wrong with it would otherwise come up as
 * a request that failed. Throws ConfigurationError; nothing of the file is ever in it.
 */
export function readCertificate(path: string | undefined): string {
  const pem = contentOf(path ?? '');
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/u.test(pem)) {
    throw unusable('protects its key with a password that nobody is here to type', 'store the key without a password');
  }
  const [certificate, key] = halvesOf(pem);
  if (key.asymmetricKeyType !== 'rsa') {
    throw unusable('holds a key that is not RSA', 'Microsoft Entra takes certificates with RSA keys only');
  }
  if (!certificate.checkPrivateKey(key)) throw unusable('holds the key of another certificate than its first', WHAT);
  return pem;
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw unusable('names no file that can be read', WHAT);
  }
}

function halvesOf(pem: string): readonly [X509Certificate, KeyObject] {
  try {
    return [new X509Certificate(pem), createPrivateKey(pem)];
  } catch {
    throw unusable('names no PEM file with certificate and key', WHAT);
  }
}

function unusable(why: string, hint: string): ConfigurationError {
  return new ConfigurationError(`AZURE_CLIENT_CERTIFICATE_PATH ${why}`, { hint });
}

/** What the certificate of such a file says; its key stays where it is. */
export function certificateFacts(pem: string): CertificateFacts {
  const certificate = new X509Certificate(pem);
  return {
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    validFrom: moment(certificate.validFromDate),
    validUntil: moment(certificate.validToDate),
  };
}

function moment(date: Date): Timestamp | undefined {
  return Number.isNaN(date.getTime()) ? undefined : toTimestamp(date);
}
