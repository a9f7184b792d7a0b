import { PasskeysPage } from "@/components/office/passkeys-page";

export default function Page() {
  return <PasskeysPage />;
}
