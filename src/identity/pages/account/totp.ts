import { element } from "../../../http/page/index.ts";
import { act } from "../ask.ts";
import { createForm } from "../form.ts";
import { qrDrawing } from "../qr/qr-drawing.ts";
import { copyTextButton } from "./copy-text.ts";
import { type AccountContext, createSection, type Section } from "./section.ts";

interface SetUp {
  totpURI: string;
  backupCodes: string[];
}

/** Secrets are easier to type in groups of four. */
const inGroups = (secret: string): string => secret.replaceAll(/(.{4})(?=.)/g, "$1 ");

function recoveryCodes(codes: string[], context: AccountContext): HTMLElement {
  const { totp } = context.words.account;
  return element(
    "div",
    { class: "sheet" },
    element("h3", {}, totp.codesTitle),
    element("p", { class: "hint" }, totp.codesLead),
    element("ul", { class: "codes" }, ...codes.map((code) => element("li", {}, element("code", {}, code)))),
    element("p", { class: "acts" }, copyTextButton(totp.copyCodes, codes.join("\n"), context)),
  );
}

/** The authenticator app: set up, turned off, and its recovery codes. What it is now is read from the session. */
export function totpSection(context: AccountContext): Section {
  const { words, signedIn } = context;
  const { totp } = words.account;
  let shown: (section: Section) => HTMLElement[];

  const withPassword = (
    submit: string,
    label: string,
    go: (password: string) => Promise<void>,
  ): HTMLElement =>
    createForm(
      {
        label,
        username: signedIn.user.email,
        fields: [
          { name: "password", type: "password", label: totp.password, autocomplete: "current-password" },
        ],
        submit,
        faults: { INVALID_PASSWORD: "password" },
        act: ({ password }) => go(password!),
      },
      context,
    ).node;

  const off = (section: Section): HTMLElement[] => [
    element("p", { class: "hint" }, totp.off),
    withPassword(totp.start, totp.title, async (password) => {
      const setUp = await act<SetUp>("two-factor/enable", { password });
      shown = () => confirming(setUp, section);
      await section.refresh();
    }),
  ];

  const confirming = ({ totpURI, backupCodes }: SetUp, section: Section): HTMLElement[] => {
    const secret = new URL(totpURI).searchParams.get("secret") ?? "";
    const form = createForm(
      {
        label: totp.confirm,
        fields: [{ name: "code", label: totp.code, autocomplete: "one-time-code", digits: true }],
        submit: totp.confirm,
        faults: { INVALID_CODE: "code" },
        act: async ({ code }) => {
          await act("two-factor/verify-totp", { code: code!.replaceAll(/\s/g, "") });
          signedIn.user.twoFactorEnabled = true;
          shown = (next) => [recoveryCodes(backupCodes, context), ...on(next)];
          await section.refresh();
          section.say(totp.turnedOn);
        },
      },
      context,
    );
    return [
      element("p", {}, totp.scan),
      element("div", { class: "scan" }, qrDrawing(totpURI, totp.picture) as Node),
      element("p", {}, totp.byHand, " ", element("code", { class: "secret" }, inGroups(secret))),
      element("p", {}, element("a", { href: totpURI }, totp.link)),
      form.node,
    ];
  };

  const on = (section: Section): HTMLElement[] => [
    element("p", { class: "hint" }, totp.on),
    element(
      "details",
      {},
      element("summary", {}, totp.newCodes),
      withPassword(totp.newCodes, totp.newCodes, async (password) => {
        const made = await act<{ backupCodes: string[] }>("two-factor/generate-backup-codes", { password });
        shown = (next) => [recoveryCodes(made.backupCodes, context), ...on(next)];
        await section.refresh();
        section.say(totp.codesMade);
      }),
    ),
    element(
      "details",
      {},
      element("summary", {}, totp.turnOff),
      withPassword(totp.turnOff, totp.turnOff, async (password) => {
        await act("two-factor/disable", { password });
        signedIn.user.twoFactorEnabled = false;
        shown = off;
        await section.refresh();
        section.say(totp.turnedOff);
      }),
    ),
  ];

  shown = signedIn.user.twoFactorEnabled ? on : off;
  return createSection("totp", totp.title, async (section) => shown(section), context);
}
