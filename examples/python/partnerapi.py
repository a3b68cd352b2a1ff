"""PartnerAPI without XML: a client in one file, with nothing but the standard library.

    api = PartnerAPI("https://api.example.com", "TOKEN")
    for client in api.client_read():
        print(client["client_name"])

An operand that is None, or left out, is void. A refusal is a Refused. Dates and moments
come as texts, "2026-01-31" and "2026-01-31 12:00:00", and may go as date and datetime.

Made by `make generate` of the template beside it.
"""

import datetime
import json
import urllib.request


class Refused(Exception):
    """The server's refusal: the text is PartnerAPI's own sentence."""

    def __init__(self, code, message, mnemonic, field):
        super().__init__(message)
        self.code, self.mnemonic, self.field = code, mnemonic, field


def _text(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no operand")


class PartnerAPI:
    """A client of a server; each operation is a method."""

    def __init__(self, url, token, timeout=60):
        """url is the server's address, token one of `partnerapi token add` or of login.user."""
        self._url, self._token, self._timeout = url.rstrip("/") + "/v2.0", token, timeout

    def call(self, method, **params):
        """Calls a method and returns its data."""
        params = {name: value for name, value in params.items() if value is not None}
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {"access_token": self._token, **params}}
        request = urllib.request.Request(
            self._url, json.dumps(body, default=_text).encode(), {"Content-Type": "application/json; charset=utf-8"}
        )
        with urllib.request.urlopen(request, timeout=self._timeout) as answer:
            said = json.load(answer)
        if "error" in said:
            error = said["error"]
            raise Refused(error["code"], error["message"], error["data"]["mnemonic"], error["data"]["field"])
        return said["result"]["data"]

    def partner_read(self, partner_id=None):
        """Сведения о текущем партнере или о партнере, к которому у него есть доступ.

        partner_id: УИД партнера; null — текущий партнер
        """
        return self.call("partnerapi.partner_read", partner_id=partner_id)

    def partner_contact_read(self, partner_id=None, region_id=None, contact_type_id=None):
        """Контактная информация партнера по регионам и видам.

        partner_id: УИД партнера; null — текущий партнер
        region_id: Отбор по региону (УИД из partner_region_read); null — все регионы партнера
        contact_type_id: Отбор по виду контактной информации (contact_type_code = 2); null — все виды
        """
        return self.call("partnerapi.partner_contact_read", partner_id=partner_id, region_id=region_id, contact_type_id=contact_type_id)

    def partner_contact_edit(self, region_id=None, contact_type_id=None, contact_view=None):
        """Изменение контактной информации текущего партнера в регионе.

        region_id: УИД региона партнера (из partner_region_read)
        contact_type_id: УИД вида контактной информации (contact_type_code = 2)
        contact_view: Новое представление, первые 500 символов; null или пустая строка — очистить
        """
        return self.call("partnerapi.partner_contact_edit", region_id=region_id, contact_type_id=contact_type_id, contact_view=contact_view)

    def partner_role_read(self):
        """Виды взаимоотношений (роли) текущего партнера."""
        return self.call("partnerapi.partner_role_read")

    def partner_region_read(self):
        """Регионы, в которых разрешено работать текущему партнеру."""
        return self.call("partnerapi.partner_region_read")

    def partner_vendor_read(self, service_id=None):
        """Партнеры, пользователей которых поддерживают по экспортируемым линиям текущего партнера.

        service_id: УИД экспортируемой линии поддержки; null или пустая строка — все экспортируемые линии
        """
        return self.call("partnerapi.partner_vendor_read", service_id=service_id)

    def client_read(self, client_id=None, region_id=None, include_deleted=None):
        """Клиенты текущего партнера согласно отбору.

        client_id: УИД клиента; указанный клиент возвращается, даже если он удален; null — все клиенты
        region_id: Отбор по региону клиента (УИД из partner_region_read); null — все регионы
        include_deleted: Истина — вместе с удаленными; null или Ложь — только не удаленные
        """
        return self.call("partnerapi.client_read", client_id=client_id, region_id=region_id, include_deleted=include_deleted)

    def client_read_advanced(self, client_id=None, region_id=None, include_deleted=None, addit_attribute=None):
        """Клиенты текущего партнера с отбором, в том числе по дополнительному признаку.

        client_id: УИД клиента; указанный клиент возвращается, даже если он удален; null — все клиенты
        region_id: Отбор по региону клиента (УИД из partner_region_read); null — все регионы
        include_deleted: Истина — вместе с удаленными; null или Ложь — только не удаленные
        addit_attribute: Отбор по дополнительному признаку клиента; null или пустая строка — без отбора
        """
        return self.call("partnerapi.client_read_advanced", client_id=client_id, region_id=region_id, include_deleted=include_deleted, addit_attribute=addit_attribute)

    def client_add(self, client_name=None, region_id=None, client_inn=None, client_kpp=None, client_full_name=None):
        """Добавление клиента; сохранено для совместимости, рекомендуется client_add_its.

        client_name: Наименование; не пустое, сохраняются первые 50 символов
        region_id: УИД региона из доступных партнеру (partner_region_read)
        client_inn: ИНН; сохраняются первые 12 символов
        client_kpp: КПП; сохраняются первые 9 символов
        client_full_name: Полное наименование; сохраняются первые 255 символов
        """
        return self.call("partnerapi.client_add", client_name=client_name, region_id=region_id, client_inn=client_inn, client_kpp=client_kpp, client_full_name=client_full_name)

    def client_add_its(self, client_name=None, region_id=None, client_inn=None, client_kpp=None, client_full_name=None, client_reg_num=None, pay_method_type_id=None):
        """Добавление клиента с регистрационным номером договора ИТС и способом оплаты.

        client_name: Наименование; не пустое, сохраняются первые 50 символов
        region_id: УИД региона из доступных партнеру (partner_region_read)
        client_inn: ИНН; сохраняются первые 12 символов
        client_kpp: КПП; сохраняются первые 9 символов
        client_full_name: Полное наименование; сохраняются первые 255 символов
        client_reg_num: Основной или дополнительный регистрационный номер, к которому привязан договор ИТС
        pay_method_type_id: Код способа оплаты (pay_method_type_read); null — 4 при действующем договоре ИТС, иначе 2
        """
        return self.call("partnerapi.client_add_its", client_name=client_name, region_id=region_id, client_inn=client_inn, client_kpp=client_kpp, client_full_name=client_full_name, client_reg_num=client_reg_num, pay_method_type_id=pay_method_type_id)

    def client_add_advanced(self, client_name=None, region_id=None, client_inn=None, client_kpp=None, client_full_name=None, client_reg_num=None, pay_method_type_id=None, addit_attribute=None):
        """Добавление клиента с договором ИТС и дополнительным признаком.

        client_name: Наименование; не пустое, сохраняются первые 50 символов
        region_id: УИД региона из доступных партнеру (partner_region_read)
        client_inn: ИНН; сохраняются первые 12 символов
        client_kpp: КПП; сохраняются первые 9 символов
        client_full_name: Полное наименование; сохраняются первые 255 символов
        client_reg_num: Основной или дополнительный регистрационный номер, к которому привязан договор ИТС
        pay_method_type_id: Код способа оплаты (pay_method_type_read); null — 4 при действующем договоре ИТС, иначе 2
        addit_attribute: Дополнительный признак клиента
        """
        return self.call("partnerapi.client_add_advanced", client_name=client_name, region_id=region_id, client_inn=client_inn, client_kpp=client_kpp, client_full_name=client_full_name, client_reg_num=client_reg_num, pay_method_type_id=pay_method_type_id, addit_attribute=addit_attribute)

    def client_edit(self, client_id=None, client_name=None, region_id=None, client_inn=None, client_kpp=None, client_full_name=None):
        """Изменение клиента; сохранено для совместимости, рекомендуется client_edit_its.

        client_id: УИД изменяемого клиента
        client_name: Новое наименование; не пустое, сохраняются первые 50 символов
        region_id: УИД нового региона (partner_region_read); null или пустая строка — не менять
        client_inn: Новый ИНН, первые 12 символов; null — не менять, пустая строка — очистить
        client_kpp: Новый КПП, первые 9 символов; null — не менять, пустая строка — очистить
        client_full_name: Новое полное наименование, первые 255 символов; null — не менять, пустая строка — очистить
        """
        return self.call("partnerapi.client_edit", client_id=client_id, client_name=client_name, region_id=region_id, client_inn=client_inn, client_kpp=client_kpp, client_full_name=client_full_name)

    def client_edit_its(self, client_id=None, client_name=None, region_id=None, client_inn=None, client_kpp=None, client_full_name=None, client_reg_num=None, pay_method_type_id=None):
        """Изменение клиента, его регистрационного номера и способа оплаты.

        client_id: УИД изменяемого клиента
        client_name: Новое наименование; не пустое, сохраняются первые 50 символов
        region_id: УИД нового региона (partner_region_read); null или пустая строка — не менять
        client_inn: Новый ИНН, первые 12 символов; null — не менять, пустая строка — очистить
        client_kpp: Новый КПП, первые 9 символов; null — не менять, пустая строка — очистить
        client_full_name: Новое полное наименование, первые 255 символов; null — не менять, пустая строка — очистить
        client_reg_num: Новый регистрационный номер договора ИТС; null — не менять, пустая строка — очистить
        pay_method_type_id: Код нового способа оплаты (pay_method_type_read); null — не менять
        """
        return self.call("partnerapi.client_edit_its", client_id=client_id, client_name=client_name, region_id=region_id, client_inn=client_inn, client_kpp=client_kpp, client_full_name=client_full_name, client_reg_num=client_reg_num, pay_method_type_id=pay_method_type_id)

    def client_edit_advanced(self, client_id=None, client_name=None, region_id=None, client_inn=None, client_kpp=None, client_full_name=None, client_reg_num=None, pay_method_type_id=None, addit_attribute=None):
        """Изменение клиента вместе с дополнительным признаком.

        client_id: УИД изменяемого клиента
        client_name: Новое наименование; не пустое, сохраняются первые 50 символов
        region_id: УИД нового региона (partner_region_read); null или пустая строка — не менять
        client_inn: Новый ИНН, первые 12 символов; null — не менять, пустая строка — очистить
        client_kpp: Новый КПП, первые 9 символов; null — не менять, пустая строка — очистить
        client_full_name: Новое полное наименование, первые 255 символов; null — не менять, пустая строка — очистить
        client_reg_num: Новый регистрационный номер договора ИТС; null — не менять, пустая строка — очистить
        pay_method_type_id: Код нового способа оплаты (pay_method_type_read); null — не менять
        addit_attribute: Новый дополнительный признак; null — не менять, пустая строка — очистить
        """
        return self.call("partnerapi.client_edit_advanced", client_id=client_id, client_name=client_name, region_id=region_id, client_inn=client_inn, client_kpp=client_kpp, client_full_name=client_full_name, client_reg_num=client_reg_num, pay_method_type_id=pay_method_type_id, addit_attribute=addit_attribute)

    def client_ITS_status_For_INN(self, RegNumberPP1C=None, INN=None):
        """Договор сопровождения 1С:ИТС по регистрационному номеру и ИНН.

        RegNumberPP1C: Регистрационный номер программного продукта 1С у клиента
        INN: ИНН клиента
        """
        return self.call("partnerapi.client_ITS_status_For_INN", RegNumberPP1C=RegNumberPP1C, INN=INN)

    def client_delete(self, client_id=None):
        """Удаление клиента со всеми сотрудниками, доступами и абонементами; повторный вызов восстанавливает самого клиента.

        client_id: УИД клиента
        """
        return self.call("partnerapi.client_delete", client_id=client_id)

    def client_contact_read(self, client_id=None, contact_type_id=None):
        """Контактная информация клиентов согласно отбору.

        client_id: Отбор по клиенту (УИД); null — все клиенты партнера
        contact_type_id: Отбор по виду контактной информации (contact_type_code = 1); null — все виды
        """
        return self.call("partnerapi.client_contact_read", client_id=client_id, contact_type_id=contact_type_id)

    def client_contact_edit(self, client_id=None, contact_type_id=None, contact_view=None):
        """Изменение контактной информации клиента.

        client_id: УИД клиента
        contact_type_id: УИД вида контактной информации (contact_type_code = 1)
        contact_view: Новое представление, первые 500 символов; null или пустая строка — очистить
        """
        return self.call("partnerapi.client_contact_edit", client_id=client_id, contact_type_id=contact_type_id, contact_view=contact_view)

    def client_vendor_read(self, service_type_id=None, partner_id=None):
        """Клиенты других партнеров, которых поддерживают по экспортируемой линии текущего партнера.

        service_type_id: УИД экспортируемой линии поддержки
        partner_id: УИД партнера, клиенты которого нужны; null — все партнеры
        """
        return self.call("partnerapi.client_vendor_read", service_type_id=service_type_id, partner_id=partner_id)

    def agent_partner_read(self, agent_partner_id=None, agent_partner_activity=None, partner_user_id=None):
        """Агенты текущего партнера согласно отбору.

        agent_partner_id: Отбор по агенту (УИД); null — все агенты
        agent_partner_activity: Истина — только активные, Ложь — только неактивные, null — все
        partner_user_id: Отбор по сотруднику партнера (УИД); null — все сотрудники
        """
        return self.call("partnerapi.agent_partner_read", agent_partner_id=agent_partner_id, agent_partner_activity=agent_partner_activity, partner_user_id=partner_user_id)

    def agent_partner_add(self, agent_partner_password=None, partner_user_id=None):
        """Создание агента партнера для указанного сотрудника.

        agent_partner_password: Пароль агента; null или 0 — создается автоматически
        partner_user_id: УИД сотрудника партнера, которому передается агент
        """
        return self.call("partnerapi.agent_partner_add", agent_partner_password=agent_partner_password, partner_user_id=partner_user_id)

    def agent_partner_edit(self, agent_partner_id=None, agent_partner_password=None, agent_partner_activity=None, partner_user_id=None):
        """Изменение пароля агента партнера или передача его другому сотруднику.

        agent_partner_id: УИД изменяемого агента
        agent_partner_password: Новый пароль; null — не менять, пустая строка — создать автоматически
        agent_partner_activity: Фиктивный параметр, не используется; см. agent_partner_delete
        partner_user_id: УИД нового сотрудника агента; null или пустая строка — не менять
        """
        return self.call("partnerapi.agent_partner_edit", agent_partner_id=agent_partner_id, agent_partner_password=agent_partner_password, agent_partner_activity=agent_partner_activity, partner_user_id=partner_user_id)

    def agent_partner_delete(self, agent_partner_id=None):
        """Удаление агента партнера; при удалении ответ пустой; повторный вызов восстанавливает агента.

        agent_partner_id: УИД агента партнера
        """
        return self.call("partnerapi.agent_partner_delete", agent_partner_id=agent_partner_id)

    def agent_user_read(self, agent_user_id=None, client_id=None, agent_user_activity=None, client_user_id=None):
        """Агенты пользователей согласно отбору.

        agent_user_id: Отбор по агенту (УИД); null — все агенты
        client_id: Отбор по клиенту, у которого находится агент (УИД); null — все клиенты
        agent_user_activity: Истина — только активные, Ложь — только неактивные, null — все
        client_user_id: Отбор по сотруднику клиента (УИД); null — все сотрудники
        """
        return self.call("partnerapi.agent_user_read", agent_user_id=agent_user_id, client_id=client_id, agent_user_activity=agent_user_activity, client_user_id=client_user_id)

    def agent_user_add(self, agent_user_password=None, client_user_id=None):
        """Создание агента пользователя для указанного сотрудника клиента.

        agent_user_password: Пароль агента; null или 0 — создается автоматически
        client_user_id: УИД сотрудника клиента, которому передается агент
        """
        return self.call("partnerapi.agent_user_add", agent_user_password=agent_user_password, client_user_id=client_user_id)

    def agent_user_edit(self, agent_user_id=None, agent_user_password=None, agent_user_activity=None, client_user_id=None):
        """Изменение пароля агента пользователя или передача его другому сотруднику того же клиента.

        agent_user_id: УИД изменяемого агента
        agent_user_password: Новый пароль; null — не менять, пустая строка — создать автоматически
        agent_user_activity: Фиктивный параметр, не используется; см. agent_user_delete
        client_user_id: УИД нового сотрудника агента, из того же клиента; null или пустая строка — не менять
        """
        return self.call("partnerapi.agent_user_edit", agent_user_id=agent_user_id, agent_user_password=agent_user_password, agent_user_activity=agent_user_activity, client_user_id=client_user_id)

    def agent_user_delete(self, agent_user_id=None):
        """Удаление агента пользователя; при удалении ответ пустой; повторный вызов восстанавливает агента.

        agent_user_id: УИД агента пользователя
        """
        return self.call("partnerapi.agent_user_delete", agent_user_id=agent_user_id)

    def account_access_email_notify(self, client_user_id=None, sender_email_address=None, email_login=None, email_password=None, smtp_server=None, smtp_port=None, ssl_encryption=None):
        """Отправка с указанного почтового ящика письма о предоставленном доступе.

        client_user_id: УИД агента или сотрудника клиента, которому отправляется письмо
        sender_email_address: Адрес электронной почты отправителя
        email_login: Логин на почтовом сервере
        email_password: Пароль на почтовом сервере
        smtp_server: Сервер исходящей почты (SMTP)
        smtp_port: Порт SMTP, обычно 25, 465, 587 или 2525
        ssl_encryption: Истина — соединение по SSL; null или Ложь — без него (STARTTLS, если сервер его поддерживает)
        """
        return self.call("partnerapi.account_access_email_notify", client_user_id=client_user_id, sender_email_address=sender_email_address, email_login=email_login, email_password=email_password, smtp_server=smtp_server, smtp_port=smtp_port, ssl_encryption=ssl_encryption)

    def service_type_read(self, service_type_id=None, partner_id=None):
        """Виды абонементов (линии поддержки), доступные партнеру, в том числе вендорные.

        service_type_id: Отбор по линии поддержки (УИД); null — все доступные
        partner_id: Отбор по партнеру-владельцу линии (УИД); null — все владельцы
        """
        return self.call("partnerapi.service_type_read", service_type_id=service_type_id, partner_id=partner_id)

    def service_type_add(self, service_type_name=None, service_type_full_name=None):
        """Добавление собственной линии поддержки; только для партнеров с ролью «Франчайзи».

        service_type_name: Наименование линии; не пустое
        service_type_full_name: Полное наименование линии
        """
        return self.call("partnerapi.service_type_add", service_type_name=service_type_name, service_type_full_name=service_type_full_name)

    def service_type_edit(self, service_type_id=None, service_type_name=None, service_type_full_name=None):
        """Изменение наименований собственной линии поддержки.

        service_type_id: УИД изменяемой линии поддержки
        service_type_name: Новое наименование линии
        service_type_full_name: Новое полное наименование; null — не менять, пустая строка — очистить
        """
        return self.call("partnerapi.service_type_edit", service_type_id=service_type_id, service_type_name=service_type_name, service_type_full_name=service_type_full_name)

    def service_type_delete(self, service_type_id=None):
        """Удаление собственной линии поддержки.

        service_type_id: УИД удаляемой линии поддержки
        """
        return self.call("partnerapi.service_type_delete", service_type_id=service_type_id)

    def region_read(self, region_id=None):
        """Регионы, в которых присутствует текущий партнер.

        region_id: Отбор по региону (УИД); null — все регионы
        """
        return self.call("partnerapi.region_read", region_id=region_id)

    def contract_read(self, contract_id=None, contract_start_date=None, contract_end_date=None, role_id=None):
        """Договоры текущего партнера согласно отбору.

        contract_id: Отбор по договору (УИД); null — все договоры
        contract_start_date: Отбор по дате начала договора; null — без отбора
        contract_end_date: Отбор по дате окончания договора (0001-01-01 — бессрочные); null — без отбора
        role_id: Отбор по виду взаимоотношений (номер роли из role_read); null — все роли
        """
        return self.call("partnerapi.contract_read", contract_id=contract_id, contract_start_date=contract_start_date, contract_end_date=contract_end_date, role_id=role_id)

    def contract_service_read(self, contract_id=None, service_type_id=None, contract_service_start_date=None, contract_service_end_date=None):
        """Линии поддержки, по которым партнер может оказывать поддержку согласно договорам.

        contract_id: Отбор по договору (УИД); null — все договоры
        service_type_id: Отбор по линии поддержки (УИД); null — все линии
        contract_service_start_date: Отбор: линии, поддержка по которым разрешена на эту дату; null — без отбора
        contract_service_end_date: Отбор: линии, поддержка по которым разрешена и на эту дату; null — без отбора
        """
        return self.call("partnerapi.contract_service_read", contract_id=contract_id, service_type_id=service_type_id, contract_service_start_date=contract_service_start_date, contract_service_end_date=contract_service_end_date)

    def contract_service_add(self, service_type_id=None, contract_service_start_date=None):
        """Добавление в договор разрешения на поддержку по линии; в ответе все разрешения на эту линию.

        service_type_id: УИД добавляемой линии поддержки
        contract_service_start_date: Начало действия; null — текущая дата
        """
        return self.call("partnerapi.contract_service_add", service_type_id=service_type_id, contract_service_start_date=contract_service_start_date)

    def contract_service_delete(self, service_type_id=None):
        """Удаление линии поддержки из договоров текущего партнера; ответ пустой.

        service_type_id: УИД удаляемой линии поддержки
        """
        return self.call("partnerapi.contract_service_delete", service_type_id=service_type_id)

    def service_read(self, service_id=None, sale_partner_id=None, client_id=None, service_partner_id=None, service_start_date=None, service_end_date=None, agent_user_id=None, service_type_id=None):
        """Абонементы, которые действуют или будут действовать позже, согласно отбору.

        service_id: Отбор по абонементу (УИД); null — все абонементы
        sale_partner_id: Отбор по партнеру, активировавшему абонемент (УИД); null — все
        client_id: Отбор по клиенту (УИД); null — все клиенты
        service_partner_id: Отбор по сервисному партнеру (УИД); null — все
        service_start_date: Отбор по дате начала абонемента; null — без отбора
        service_end_date: Отбор по дате окончания абонемента (0001-01-01 — бессрочные); null — без отбора
        agent_user_id: Отбор по агенту пользователя (УИД); null — все агенты
        service_type_id: Отбор по линии поддержки (УИД); null — все линии
        """
        return self.call("partnerapi.service_read", service_id=service_id, sale_partner_id=sale_partner_id, client_id=client_id, service_partner_id=service_partner_id, service_start_date=service_start_date, service_end_date=service_end_date, agent_user_id=agent_user_id, service_type_id=service_type_id)

    def service_add(self, client_id=None, service_partner_id=None, service_start_date=None, service_end_date=None, agent_user_id=None, service_type_id=None):
        """Активация абонемента клиенту.

        client_id: УИД клиента, которому активируется абонемент
        service_partner_id: УИД сервисного партнера
        service_start_date: Дата начала; null — текущая дата
        service_end_date: Дата окончания; null — бессрочный
        agent_user_id: УИД агента пользователя, для которого активируется абонемент
        service_type_id: УИД линии поддержки
        """
        return self.call("partnerapi.service_add", client_id=client_id, service_partner_id=service_partner_id, service_start_date=service_start_date, service_end_date=service_end_date, agent_user_id=agent_user_id, service_type_id=service_type_id)

    def service_stop(self, service_id=None):
        """Отмена абонемента; при успехе ответ пустой.

        service_id: УИД отменяемого абонемента
        """
        return self.call("partnerapi.service_stop", service_id=service_id)

    def service_edit(self, service_id=None, service_partner_id=None, service_start_date=None, service_end_date=None):
        """Изменение сервисного партнера и дат абонемента.

        service_id: УИД абонемента
        service_partner_id: УИД нового сервисного партнера; null или пустая строка — не менять
        service_start_date: Новая дата начала; null — не менять
        service_end_date: Новая дата окончания; null — не менять, 0001-01-01 — бессрочный
        """
        return self.call("partnerapi.service_edit", service_id=service_id, service_partner_id=service_partner_id, service_start_date=service_start_date, service_end_date=service_end_date)

    def competence_read(self, competence_id=None, agent_partner_id=None, service_type_id=None, prioritet=None):
        """Компетенции агентов партнера согласно отбору.

        competence_id: Отбор по компетенции (УИД); null — все компетенции
        agent_partner_id: Отбор по агенту партнера (УИД); null — все агенты
        service_type_id: Отбор по линии поддержки (УИД); null — все линии
        prioritet: Отбор по приоритету; null — любой
        """
        return self.call("partnerapi.competence_read", competence_id=competence_id, agent_partner_id=agent_partner_id, service_type_id=service_type_id, prioritet=prioritet)

    def competence_add(self, agent_partner_id=None, service_type_id=None, prioritet=None):
        """Назначение агенту партнера компетенции по линии поддержки.

        agent_partner_id: УИД агента, которому назначается компетенция
        service_type_id: УИД линии поддержки
        prioritet: Приоритет; null — 3
        """
        return self.call("partnerapi.competence_add", agent_partner_id=agent_partner_id, service_type_id=service_type_id, prioritet=prioritet)

    def competence_stop(self, competence_id=None):
        """Отмена компетенции; при успехе ответ пустой.

        competence_id: УИД отменяемой компетенции
        """
        return self.call("partnerapi.competence_stop", competence_id=competence_id)

    def partner_user_read(self, partner_user_id=None, include_deleted=None):
        """Сотрудники текущего партнера.

        partner_user_id: Отбор по сотруднику партнера (УИД); null — все сотрудники
        include_deleted: Истина — вместе с удаленными; null или Ложь — только не удаленные
        """
        return self.call("partnerapi.partner_user_read", partner_user_id=partner_user_id, include_deleted=include_deleted)

    def partner_user_read_with_birthday(self, partner_user_id=None, include_deleted=None):
        """Сотрудники текущего партнера с днями рождения.

        partner_user_id: Отбор по сотруднику партнера (УИД); null — все сотрудники
        include_deleted: Истина — вместе с удаленными; null или Ложь — только не удаленные
        """
        return self.call("partnerapi.partner_user_read_with_birthday", partner_user_id=partner_user_id, include_deleted=include_deleted)

    def partner_user_add(self, partner_user_name=None, partner_user_family_name=None, partner_user_father_name=None):
        """Добавление сотрудника текущего партнера.

        partner_user_name: Имя сотрудника; не пустое
        partner_user_family_name: Фамилия сотрудника
        partner_user_father_name: Отчество сотрудника
        """
        return self.call("partnerapi.partner_user_add", partner_user_name=partner_user_name, partner_user_family_name=partner_user_family_name, partner_user_father_name=partner_user_father_name)

    def partner_user_set_birthday(self, partner_user_id=None, birthday=None):
        """Изменение дня рождения сотрудника партнера.

        partner_user_id: УИД сотрудника партнера
        birthday: День рождения; 0001-01-01 — очистить
        """
        return self.call("partnerapi.partner_user_set_birthday", partner_user_id=partner_user_id, birthday=birthday)

    def partner_user_edit(self, partner_user_id=None, partner_user_name=None, partner_user_family_name=None, partner_user_father_name=None):
        """Изменение ФИО сотрудника партнера.

        partner_user_id: УИД сотрудника партнера
        partner_user_name: Новое имя; null — не менять, пустая строка — очистить
        partner_user_family_name: Новая фамилия; null — не менять, пустая строка — очистить
        partner_user_father_name: Новое отчество; null — не менять, пустая строка — очистить
        """
        return self.call("partnerapi.partner_user_edit", partner_user_id=partner_user_id, partner_user_name=partner_user_name, partner_user_family_name=partner_user_family_name, partner_user_father_name=partner_user_father_name)

    def partner_user_delete(self, partner_user_id=None):
        """Удаление сотрудника партнера; повторный вызов восстанавливает.

        partner_user_id: УИД сотрудника партнера
        """
        return self.call("partnerapi.partner_user_delete", partner_user_id=partner_user_id)

    def partner_user_contact_read(self, partner_user_id=None, contact_type_id=None):
        """Контактная информация сотрудников партнера согласно отбору.

        partner_user_id: Отбор по сотруднику партнера (УИД); null — все сотрудники
        contact_type_id: Отбор по виду контактной информации (contact_type_code = 3); null — все виды
        """
        return self.call("partnerapi.partner_user_contact_read", partner_user_id=partner_user_id, contact_type_id=contact_type_id)

    def partner_user_contact_edit(self, partner_user_id=None, contact_type_id=None, contact_view=None):
        """Изменение контактной информации сотрудника партнера.

        partner_user_id: УИД сотрудника партнера
        contact_type_id: УИД вида контактной информации (contact_type_code = 3)
        contact_view: Новое представление взамен прежнего, первые 500 символов; null или пустая строка — очистить
        """
        return self.call("partnerapi.partner_user_contact_edit", partner_user_id=partner_user_id, contact_type_id=contact_type_id, contact_view=contact_view)

    def client_user_read(self, client_user_id=None, client_id=None, include_deleted=None):
        """Сотрудники клиентов согласно отбору.

        client_user_id: Отбор по сотруднику клиента (УИД); null — все сотрудники
        client_id: Отбор по клиенту (УИД); null — все клиенты
        include_deleted: Истина — вместе с удаленными; null или Ложь — только не удаленные
        """
        return self.call("partnerapi.client_user_read", client_user_id=client_user_id, client_id=client_id, include_deleted=include_deleted)

    def client_user_read_with_birthday(self, client_user_id=None, client_id=None, include_deleted=None):
        """Сотрудники клиентов с днями рождения.

        client_user_id: Отбор по сотруднику клиента (УИД); null — все сотрудники
        client_id: Отбор по клиенту (УИД); null — все клиенты
        include_deleted: Истина — вместе с удаленными; null или Ложь — только не удаленные
        """
        return self.call("partnerapi.client_user_read_with_birthday", client_user_id=client_user_id, client_id=client_id, include_deleted=include_deleted)

    def client_user_add(self, client_id=None, client_user_name=None, client_user_family_name=None, client_user_father_name=None):
        """Добавление сотрудника клиента.

        client_id: УИД клиента, которому добавляется сотрудник
        client_user_name: Имя сотрудника; не пустое
        client_user_family_name: Фамилия сотрудника
        client_user_father_name: Отчество сотрудника
        """
        return self.call("partnerapi.client_user_add", client_id=client_id, client_user_name=client_user_name, client_user_family_name=client_user_family_name, client_user_father_name=client_user_father_name)

    def client_user_edit(self, client_user_id=None, client_user_name=None, client_user_family_name=None, client_user_father_name=None):
        """Изменение ФИО сотрудника клиента.

        client_user_id: УИД сотрудника клиента
        client_user_name: Новое имя; null — не менять, пустая строка — очистить
        client_user_family_name: Новая фамилия; null — не менять, пустая строка — очистить
        client_user_father_name: Новое отчество; null — не менять, пустая строка — очистить
        """
        return self.call("partnerapi.client_user_edit", client_user_id=client_user_id, client_user_name=client_user_name, client_user_family_name=client_user_family_name, client_user_father_name=client_user_father_name)

    def client_user_set_birthday(self, client_user_id=None, birthday=None):
        """Изменение дня рождения сотрудника клиента.

        client_user_id: УИД сотрудника клиента
        birthday: День рождения; 0001-01-01 — очистить
        """
        return self.call("partnerapi.client_user_set_birthday", client_user_id=client_user_id, birthday=birthday)

    def client_user_delete(self, client_user_id=None):
        """Удаление сотрудника клиента; повторный вызов восстанавливает.

        client_user_id: УИД сотрудника клиента
        """
        return self.call("partnerapi.client_user_delete", client_user_id=client_user_id)

    def client_user_contact_read(self, client_user_id=None, contact_type_id=None):
        """Контактная информация сотрудников клиентов согласно отбору.

        client_user_id: Отбор по сотруднику клиента (УИД); null — все сотрудники
        contact_type_id: Отбор по виду контактной информации (contact_type_code = 3); null — все виды
        """
        return self.call("partnerapi.client_user_contact_read", client_user_id=client_user_id, contact_type_id=contact_type_id)

    def client_user_contact_edit(self, client_user_id=None, contact_type_id=None, contact_view=None):
        """Изменение контактной информации сотрудника клиента.

        client_user_id: УИД сотрудника клиента
        contact_type_id: УИД вида контактной информации (contact_type_code = 3)
        contact_view: Новое представление взамен прежнего, первые 500 символов; null или пустая строка — очистить
        """
        return self.call("partnerapi.client_user_contact_edit", client_user_id=client_user_id, contact_type_id=contact_type_id, contact_view=contact_view)

    def statistics_read(self, start_time=None, end_time=None, client_id=None, agent_id=None, src_agent_id=None, dst_agent_id=None, service_type_id=None):
        """Статистика звонков за интервал по московскому времени.

        start_time: Начало интервала, включительно; сравнивается начало звонка; null — без границы
        end_time: Конец интервала, включительно; null — без границы
        client_id: Отбор по клиенту (УИД); null — все клиенты
        agent_id: Отбор по агенту, участвовавшему в звонке с любой стороны (УИД); null — все агенты
        src_agent_id: Отбор по звонившему агенту (УИД); null — все агенты
        dst_agent_id: Отбор по агенту, которому звонили (УИД); null — все агенты
        service_type_id: Отбор по линии поддержки (УИД); null — все линии
        """
        return self.call("partnerapi.statistics_read", start_time=start_time, end_time=end_time, client_id=client_id, agent_id=agent_id, src_agent_id=src_agent_id, dst_agent_id=dst_agent_id, service_type_id=service_type_id)

    def remote_access_statistics_read(self, start_time=None, end_time=None, client_id=None, agent_id=None, src_agent_id=None, dst_agent_id=None, service_type_id=None):
        """Статистика сеансов удаленного доступа за интервал по московскому времени.

        start_time: Начало интервала, включительно, не ранее двух месяцев назад; null — два месяца назад
        end_time: Конец интервала, включительно; null — без границы
        client_id: Отбор по клиенту (УИД); null — все клиенты
        agent_id: Отбор по агенту, участвовавшему в сеансе с любой стороны (УИД); null — все агенты
        src_agent_id: Отбор по агенту, транслировавшему рабочий стол (УИД); null — все агенты
        dst_agent_id: Отбор по агенту, управлявшему рабочим столом (УИД); null — все агенты
        service_type_id: Отбор по линии поддержки (УИД); null — все линии
        """
        return self.call("partnerapi.remote_access_statistics_read", start_time=start_time, end_time=end_time, client_id=client_id, agent_id=agent_id, src_agent_id=src_agent_id, dst_agent_id=dst_agent_id, service_type_id=service_type_id)

    def sip_calls_statistics_read(self, start_time=None, end_time=None, agent_id=None, abonent=None):
        """Статистика звонков SIP-клиента за интервал по московскому времени.

        start_time: Начало интервала, включительно; сравнивается начало звонка; null — без границы
        end_time: Конец интервала, включительно; null — без границы
        agent_id: Отбор по агенту (УИД); null — все агенты
        abonent: Отбор по номеру абонента, точное совпадение; null или пустая строка — все абоненты
        """
        return self.call("partnerapi.sip_calls_statistics_read", start_time=start_time, end_time=end_time, agent_id=agent_id, abonent=abonent)

    def chat_history_statistics_read(self, client_user_id=None, service_id=None, period_from=None, period_to=None):
        """История чата сотрудника клиента по линии поддержки: архив ZIP со страницами HTML.

        client_user_id: УИД агента или сотрудника клиента
        service_id: УИД линии поддержки, по которой обращались
        period_from: Начало периода по московскому времени, включительно
        period_to: Конец периода по московскому времени, включительно
        """
        return self.call("partnerapi.chat_history_statistics_read", client_user_id=client_user_id, service_id=service_id, period_from=period_from, period_to=period_to)

    def chat_history_colleagues_read(self, Colleague1_id=None, Colleague2_id=None, period_from=None, period_to=None):
        """История чата между коллегами: архив ZIP со страницами HTML.

        Colleague1_id: УИД агента или сотрудника, первый участник
        Colleague2_id: УИД агента или сотрудника, второй участник
        period_from: Начало периода по московскому времени, включительно
        period_to: Конец периода по московскому времени, включительно
        """
        return self.call("partnerapi.chat_history_colleagues_read", Colleague1_id=Colleague1_id, Colleague2_id=Colleague2_id, period_from=period_from, period_to=period_to)

    def contact_type_read(self):
        """Все виды контактной информации."""
        return self.call("partnerapi.contact_type_read")

    def role_read(self):
        """Все роли (виды взаимоотношений)."""
        return self.call("partnerapi.role_read")

    def call_status_type_read(self):
        """Все результаты звонков; обрабатывать по коду, наименование может меняться."""
        return self.call("partnerapi.call_status_type_read")

    def remote_status_type_read(self):
        """Все статусы удаленного доступа; операция помечена на удаление."""
        return self.call("partnerapi.remote_status_type_read")

    def remote_access_type_read(self):
        """Виды средств удаленного доступа; обрабатывать по коду, наименование может меняться."""
        return self.call("partnerapi.remote_access_type_read")

    def pay_method_type_read(self):
        """Способы оплаты за клиентов для client_add_its, client_edit_its и их вариантов."""
        return self.call("partnerapi.pay_method_type_read")
