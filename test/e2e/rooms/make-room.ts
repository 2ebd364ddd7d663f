import type { ApiClient } from "../api-client.ts";
import type { RoomEntry } from "./room-editor.ts";

/** Makes a room for lyrics, with a token that lets its maker in. @throws Error when the API refuses */
export async function makeRoom(api: ApiClient, name: string): Promise<RoomEntry> {
  const json = (body: unknown) => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const room = await api.ask<{ id: string }>("/v1/rooms", json({ kind: "lyrics", name }));
  if (room.status !== 201) throw new Error(`POST /v1/rooms answered ${room.status}`);
  const { id } = room.body;
  const minted = await api.ask<{ token: string }>(`/v1/rooms/${id}/tokens`, { method: "POST" });
  if (minted.status !== 201) throw new Error(`POST /v1/rooms/${id}/tokens answered ${minted.status}`);
  return { id, token: minted.body.token };
}
