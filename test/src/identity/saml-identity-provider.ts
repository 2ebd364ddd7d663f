import { createHash, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { newId } from "../../../src/database/index.ts";

export const ENTITY = "https://idp.example.com/metadata";
const EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
const C14N = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";

export interface Statement {
  /** The service provider's address that takes responses. */
  recipient: string;
  /** Its entity id. */
  audience: string;
  inResponseTo: string;
  email: string;
  /** When the statement stops being good, ms. */
  until?: number;
}

/** A SAML 2.0 identity provider with a key of its own: what it says of people it signs (RSA-SHA256, exclusive C14N). */
export function samlIdentityProvider() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const certificate = selfSigned(privateKey, publicKey).toString("base64");
  const metadata =
    `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${ENTITY}">` +
    `<IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` +
    `<KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>` +
    `<ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>` +
    `<NameIDFormat>${EMAIL_FORMAT}</NameIDFormat>` +
    `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/>` +
    `</IDPSSODescriptor></EntityDescriptor>`;

  return {
    metadata,

    /** A response in base64, as a browser posts it. */
    respond: (statement: Statement, sign = true): string => {
      const unsigned = assertion(statement);
      const signed = sign ? enveloped(unsigned, privateKey, certificate) : unsigned;
      const { recipient, inResponseTo } = statement;
      const response =
        `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="${recipient}" ID="_${newId()}" ` +
        `InResponseTo="${inResponseTo}" IssueInstant="${new Date().toISOString()}" Version="2.0">` +
        `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${ENTITY}</saml:Issuer>` +
        `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode></samlp:Status>` +
        `${signed}</samlp:Response>`;
      return btoa(response);
    },
  };
}

/** Written in canonical form already, so that nothing has to bring it there. */
function assertion({
  recipient,
  audience,
  inResponseTo,
  email,
  until = Date.now() + 60 * 60_000,
}: Statement): string {
  const [now, end] = [
    new Date(Math.min(Date.now(), until - 1000)).toISOString(),
    new Date(until).toISOString(),
  ];
  return (
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${newId()}" IssueInstant="${now}" Version="2.0">` +
    `<saml:Issuer>${ENTITY}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="${EMAIL_FORMAT}">${email}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
    `<saml:SubjectConfirmationData InResponseTo="${inResponseTo}" NotOnOrAfter="${end}" Recipient="${recipient}"></saml:SubjectConfirmationData>` +
    `</saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${now}" NotOnOrAfter="${end}"><saml:AudienceRestriction>` +
    `<saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${now}" SessionIndex="_${newId()}"><saml:AuthnContext>` +
    `<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>` +
    `</saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue>${email}</saml:AttributeValue>` +
    `</saml:Attribute></saml:AttributeStatement></saml:Assertion>`
  );
}

/** Puts a signature into an assertion, after its issuer (XML Signature 1.1; SAML Core, section 5.4). */
function enveloped(xml: string, key: KeyObject, certificate: string): string {
  const id = /ID="([^"]+)"/.exec(xml)?.[1];
  const digest = createHash("sha256").update(xml).digest("base64");
  const info = (namespace: string) =>
    `<ds:SignedInfo${namespace}><ds:CanonicalizationMethod Algorithm="${C14N}"></ds:CanonicalizationMethod>` +
    `<ds:SignatureMethod Algorithm="${RSA_SHA256}"></ds:SignatureMethod><ds:Reference URI="#${id}"><ds:Transforms>` +
    `<ds:Transform Algorithm="${ENVELOPED}"></ds:Transform><ds:Transform Algorithm="${C14N}"></ds:Transform></ds:Transforms>` +
    `<ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  const namespace = ` xmlns:ds="http://www.w3.org/2000/09/xmldsig#"`;
  const value = createSign("sha256").update(info(namespace)).sign(key, "base64");
  const signature =
    `<ds:Signature${namespace}>${info("")}<ds:SignatureValue>${value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>` +
    `<ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`;
  return xml.replace("</saml:Issuer>", `</saml:Issuer>${signature}`);
}

/** The smallest certificate that says whose a key is, signed by itself (RFC 5280, in DER). */
function selfSigned(privateKey: KeyObject, publicKey: KeyObject): Buffer {
  const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts);
    const { length } = content;
    const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
    return Buffer.concat([Buffer.from([tag, ...size]), content]);
  };
  const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
  const algorithm = sequence(Buffer.from("06092a864886f70d01010b0500", "hex")); // sha256WithRSAEncryption
  const commonName = sequence(Buffer.from("0603550403", "hex"), der(0x0c, Buffer.from("idp.example.com")));
  const name = sequence(der(0x31, commonName));
  const time = (at: number) =>
    der(0x17, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`));
  const day = 24 * 60 * 60_000;
  const body = sequence(
    der(0xa0, Buffer.from("020102", "hex")),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(time(Date.now() - day), time(Date.now() + day)),
    name,
    Buffer.from(publicKey.export({ type: "spki", format: "der" })),
  );
  const signature = createSign("sha256").update(body).sign(privateKey);
  return sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
}
