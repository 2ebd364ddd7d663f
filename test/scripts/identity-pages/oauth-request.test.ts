import { describe, expect, it } from "vitest";
import { readOAuthRequest } from "../../../src/identity/pages/oauth-request.ts";

const signed = new URLSearchParams([
  ["client_id", "abc"],
  ["redirect_uri", "https://app.example:8443/back?x=1"],
  ["scope", "openid tracks:read"],
  ["resource", "one"],
  ["resource", "two"],
  ["ba_param", "ba_param"],
  ["ba_param", "client_id"],
  ["ba_param", "redirect_uri"],
  ["ba_param", "resource"],
  ["ba_param", "scope"],
  ["sig", "s+/="],
]);

describe("an app's request in the address of a page", () => {
  it("is handed back whole, in its order, without what was added to it", () => {
    const request = readOAuthRequest(`?lang=de&${signed}&made=`);
    expect(request?.query).toBe(signed.toString());
    expect(request).toMatchObject({
      clientId: "abc",
      scopes: ["openid", "tracks:read"],
      goesTo: "app.example:8443",
    });
    expect(request?.local).toBe(false);
  });

  it("goes to this computer, or to an app by its scheme", () => {
    const to = (uri: string) => {
      const query = new URLSearchParams(signed);
      query.set("redirect_uri", uri);
      return readOAuthRequest(`?${query}`);
    };
    for (const host of ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
      expect(to(`http://${host}:5000/cb`)).toMatchObject({ local: true });
    for (const host of ["localhost.evil.example", "127.0.0.1.evil.example"])
      expect(to(`http://${host}/cb`)).toMatchObject({ local: false, goesTo: host });
    expect(to("com.example.app:/cb")).toMatchObject({ local: false, goesTo: "com.example.app:" });
    expect(to("nothing")).toMatchObject({ goesTo: null });
  });

  it("is none without a signature or a client", () => {
    for (const missing of ["sig", "client_id"]) {
      const query = new URLSearchParams(signed);
      query.delete(missing);
      expect(readOAuthRequest(`?${query}`)).toBeNull();
    }
    expect(readOAuthRequest("")).toBeNull();
  });
});
