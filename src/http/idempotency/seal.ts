import { Buffer } from "node:buffer";

const IV_BYTES = 12;

/**
 * Encrypts a text under a secret of the caller's that is not kept here (AES-256-GCM, RFC 5116; the key by HKDF, RFC 5869),
 * so that a stolen table tells nothing.
 * @param secret with 128 bits of chance or more, such as an API key
 * @returns base64 of a random initialisation vector and the sealed text
 */
export async function seal(text: string, secret: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv },
    await keyOf(secret),
    new TextEncoder().encode(text),
  );
  return Buffer.concat([iv, new Uint8Array(sealed)]).toString("base64");
}

/** Opens what `seal` made. @throws DOMException (`OperationError`) under another secret, or when it was changed */
export async function unseal(sealed: string, secret: string): Promise<string> {
  const bytes = Buffer.from(sealed, "base64");
  const iv = bytes.subarray(0, IV_BYTES);
  const text = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv },
    await keyOf(secret),
    bytes.subarray(IV_BYTES),
  );
  return new TextDecoder().decode(text);
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const utf8 = new TextEncoder();
  const material = await crypto.subtle.importKey("raw", utf8.encode(secret), "HKDF", false, ["deriveKey"]);
  const derivation = {
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(0),
    info: utf8.encode("kept answer"),
  };
  return crypto.subtle.deriveKey(derivation, material, { name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
}
