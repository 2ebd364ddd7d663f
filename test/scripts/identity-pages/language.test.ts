import { describe, expect, it } from "vitest";
import { amountOf } from "../../../src/identity/pages/account/amount.ts";
import { browserName } from "../../../src/identity/pages/account/browser-name.ts";
import { chooseLanguage } from "../../../src/identity/pages/language.ts";

describe("the language of a page", () => {
  it("is the one asked for, else the kept one, else the browser's first that has words, else English", () => {
    expect(chooseLanguage("?lang=de", "en", ["en"])).toBe("de");
    expect(chooseLanguage("?lang=DE-at", null, [])).toBe("de");
    expect(chooseLanguage("", "de", ["en"])).toBe("de");
    expect(chooseLanguage("", null, ["fr-FR", "de-CH", "en"])).toBe("de");
    expect(chooseLanguage("", null, ["fr"])).toBe("en");
  });

  it.each(["?lang=xx", "?lang=", "?lang=constructor", "?lang=__proto__", ""])(
    "is not led astray by %j",
    (search) => {
      expect(chooseLanguage(search, "toString", ["de"])).toBe("de");
    },
  );
});

describe("figures and names", () => {
  it("writes amounts as the language does, and bytes in decimal units", () => {
    expect(amountOf("requests", 12_345, "en")).toBe("12,345");
    expect(amountOf("requests", 12_345, "de")).toBe("12.345");
    expect(amountOf("storage_bytes", 1_500, "en")).toBe("1.5 kB");
    expect(amountOf("storage_bytes", 2_500_000, "de")).toMatch(/^2,5\sMB$/);
    expect(amountOf("storage_bytes", 7e9, "en")).toBe("7 GB");
  });

  it("names browsers and systems, and admits what it does not know", () => {
    const chrome =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0 Safari/537.36";
    expect(browserName(chrome)).toEqual({ browser: "Chrome", system: "Linux" });
    const safari =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1";
    expect(browserName(safari)).toEqual({ browser: "Safari", system: "iOS" });
    expect(browserName(`${chrome} Edg/141.0`).browser).toBe("Edge");
    expect(browserName("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")).toEqual({
      browser: "Firefox",
      system: "Android",
    });
    expect(browserName("")).toEqual({ browser: null, system: null });
  });
});
