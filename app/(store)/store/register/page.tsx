import { RegisterPage } from "@/components/register/register-page";

export default function Page() {
  return <RegisterPage />;
}
