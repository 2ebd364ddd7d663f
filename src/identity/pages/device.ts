import { element } from "../../http/page/index.ts";
import { act, read } from "./ask.ts";
import type { DeviceRequest, PublicClient } from "./contract.ts";
import { Failure } from "./failure.ts";
import { createForm, type Form, writeFailure } from "./form.ts";
import { type PageContext, startPage } from "./page.ts";
import { scopeList } from "./scope-list.ts";
import { requireSignedIn } from "./signed-in.ts";

/** A code as the device meant it, however it was typed. */
const typed = (code: string): string => code.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");

/** Every failure about a code has one sentence: it is wrong, or late. */
function aboutCode(error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  return error.status === 400 || error.status === 404 ? new Failure(400, { code: "USER_CODE" }) : error;
}

function askForCode(given: string, context: PageContext): Form {
  const { device } = context.words;
  const form = createForm(
    {
      fields: [{ name: "code", label: device.code, autocomplete: "off", value: given }],
      submit: device.submit,
      faults: { USER_CODE: "code" },
      act: ({ code }) => review(typed(code!), context),
    },
    context,
  );
  context.show(
    [element("h1", {}, context.words.titles.device), element("p", { class: "lead" }, device.lead), form.node],
    form.field("code").input,
  );
  return form;
}

/** Shows what the device asks for. Throws {@link Failure} with the code USER_CODE when there is no such request. */
async function review(userCode: string, context: PageContext): Promise<void> {
  const { words } = context;
  const { device, consent } = words;
  try {
    const request = await read<DeviceRequest>("device", { user_code: userCode });
    if (request.status !== "pending" || request.client_id === undefined) {
      return context.show([
        element("h1", {}, words.titles.device),
        element("p", { class: "error", role: "alert" }, device.processed),
      ]);
    }
    const client = await read<PublicClient>("oauth2/public-client", { client_id: request.client_id });
    const alert = element("p", { class: "error", role: "alert" });
    const decide = async (path: "device/approve" | "device/deny", sentence: string): Promise<void> => {
      try {
        await act(path, { userCode });
        context.show([
          element("h1", {}, words.titles.device),
          element("p", { class: "lead", role: "status" }, sentence),
        ]);
      } catch (error) {
        const failure = aboutCode(error);
        if (!(failure instanceof Failure)) throw failure;
        writeFailure(alert, failure, words);
      }
    };
    const approve = element("button", { type: "button", id: "approve" }, device.approve);
    const deny = element("button", { type: "button", id: "deny", class: "second" }, device.deny);
    approve.addEventListener("click", () => decide("device/approve", device.approved));
    deny.addEventListener("click", () => decide("device/deny", device.denied));
    context.show([
      element("h1", {}, device.asks(client.client_name?.trim() || consent.unnamed)),
      element("p", { class: "lead" }, device.check),
      element("p", { class: "code" }, userCode.replace(/^(.{4})(?=.{4}$)/, "$1-")),
      element("p", { class: "warning", role: "note" }, device.warning),
      element("h2", {}, consent.may),
      scopeList((request.scope ?? "").split(" ").filter(Boolean), words),
      alert,
      element("p", { class: "acts wide" }, approve, deny),
    ]);
  } catch (error) {
    throw aboutCode(error);
  }
}

startPage("device", async (context) => {
  if ((await requireSignedIn()) === null) return;
  // A code in the address came from a link: it is shown to be compared all the same, and never approved by itself.
  const given = typed(new URLSearchParams(location.search).get("user_code") ?? "");
  if (given === "") return void askForCode("", context);
  try {
    await review(given, context);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "USER_CODE") throw error;
    askForCode(given, context).fail(error);
  }
});
