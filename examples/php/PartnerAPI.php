<?php

declare(strict_types=1);

/** The server's refusal: the message is PartnerAPI's own sentence. */
final class PartnerAPIRefused extends RuntimeException
{
    public function __construct(int $code, string $message, public readonly string $mnemonic, public readonly ?string $field)
    {
        parent::__construct($message, $code);
    }
}

/**
 * PartnerAPI without XML: a client in one file, without extensions.
 *
 *     $api = new PartnerAPI('https://api.example.com', 'TOKEN');
 *     foreach ($api->client_read() as $client) {
 *         echo $client['client_name'], "\n";
 *     }
 *
 * An operand that is null, or left out, is void. Operands stand in the order of the
 * WSDL, and may be named. Dates and moments are texts, 2026-01-31 and 2026-01-31 12:00:00.
 *
 * Made by `make generate` of the template beside it.
 */
final class PartnerAPI
{
    /** @param string $token one of `partnerapi token add`, or of login.user */
    public function __construct(private string $url, private string $token, private int $timeout = 60)
    {
        $this->url = rtrim($url, '/') . '/v2.0';
    }

    /** Calls a method and returns its data. */
    public function call(string $method, array $params): array
    {
        $params = array_filter($params, static fn($value) => $value !== null);
        $body = json_encode(
            ['jsonrpc' => '2.0', 'id' => 1, 'method' => $method, 'params' => ['access_token' => $this->token] + $params],
            JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE
        );
        $context = stream_context_create(['http' => [
            'method' => 'POST', 'header' => 'Content-Type: application/json; charset=utf-8', 'content' => $body, 'timeout' => $this->timeout,
        ]]);
        $text = file_get_contents($this->url, false, $context);
        if ($text === false) {
            throw new RuntimeException("no answer of {$this->url}");
        }
        $said = json_decode($text, true, 512, JSON_THROW_ON_ERROR);
        if (isset($said['error'])) {
            $error = $said['error'];
            throw new PartnerAPIRefused($error['code'], $error['message'], $error['data']['mnemonic'], $error['data']['field']);
        }
        return $said['result']['data'];
    }

    /**
     * Сведения о текущем партнере или о партнере, к которому у него есть доступ.
     *
     * @param mixed $partner_id УИД партнера; null — текущий партнер
     */
    public function partner_read(mixed $partner_id = null): array
    {
        return $this->call('partnerapi.partner_read', ['partner_id' => $partner_id]);
    }

    /**
     * Контактная информация партнера по регионам и видам.
     *
     * @param mixed $partner_id УИД партнера; null — текущий партнер
     * @param mixed $region_id Отбор по региону (УИД из partner_region_read); null — все регионы партнера
     * @param mixed $contact_type_id Отбор по виду контактной информации (contact_type_code = 2); null — все виды
     */
    public function partner_contact_read(mixed $partner_id = null, mixed $region_id = null, mixed $contact_type_id = null): array
    {
        return $this->call('partnerapi.partner_contact_read', ['partner_id' => $partner_id, 'region_id' => $region_id, 'contact_type_id' => $contact_type_id]);
    }

    /**
     * Изменение контактной информации текущего партнера в регионе.
     *
     * @param mixed $region_id УИД региона партнера (из partner_region_read)
     * @param mixed $contact_type_id УИД вида контактной информации (contact_type_code = 2)
     * @param mixed $contact_view Новое представление, первые 500 символов; null или пустая строка — очистить
     */
    public function partner_contact_edit(mixed $region_id = null, mixed $contact_type_id = null, mixed $contact_view = null): array
    {
        return $this->call('partnerapi.partner_contact_edit', ['region_id' => $region_id, 'contact_type_id' => $contact_type_id, 'contact_view' => $contact_view]);
    }

    /**
     * Виды взаимоотношений (роли) текущего партнера.
     */
    public function partner_role_read(): array
    {
        return $this->call('partnerapi.partner_role_read', []);
    }

    /**
     * Регионы, в которых разрешено работать текущему партнеру.
     */
    public function partner_region_read(): array
    {
        return $this->call('partnerapi.partner_region_read', []);
    }

    /**
     * Партнеры, пользователей которых поддерживают по экспортируемым линиям текущего партнера.
     *
     * @param mixed $service_id УИД экспортируемой линии поддержки; null или пустая строка — все экспортируемые линии
     */
    public function partner_vendor_read(mixed $service_id = null): array
    {
        return $this->call('partnerapi.partner_vendor_read', ['service_id' => $service_id]);
    }

    /**
     * Клиенты текущего партнера согласно отбору.
     *
     * @param mixed $client_id УИД клиента; указанный клиент возвращается, даже если он удален; null — все клиенты
     * @param mixed $region_id Отбор по региону клиента (УИД из partner_region_read); null — все регионы
     * @param mixed $include_deleted Истина — вместе с удаленными; null или Ложь — только не удаленные
     */
    public function client_read(mixed $client_id = null, mixed $region_id = null, mixed $include_deleted = null): array
    {
        return $this->call('partnerapi.client_read', ['client_id' => $client_id, 'region_id' => $region_id, 'include_deleted' => $include_deleted]);
    }

    /**
     * Клиенты текущего партнера с отбором, в том числе по дополнительному признаку.
     *
     * @param mixed $client_id УИД клиента; указанный клиент возвращается, даже если он удален; null — все клиенты
     * @param mixed $region_id Отбор по региону клиента (УИД из partner_region_read); null — все регионы
     * @param mixed $include_deleted Истина — вместе с удаленными; null или Ложь — только не удаленные
     * @param mixed $addit_attribute Отбор по дополнительному признаку клиента; null или пустая строка — без отбора
     */
    public function client_read_advanced(mixed $client_id = null, mixed $region_id = null, mixed $include_deleted = null, mixed $addit_attribute = null): array
    {
        return $this->call('partnerapi.client_read_advanced', ['client_id' => $client_id, 'region_id' => $region_id, 'include_deleted' => $include_deleted, 'addit_attribute' => $addit_attribute]);
    }

    /**
     * Добавление клиента; сохранено для совместимости, рекомендуется client_add_its.
     *
     * @param mixed $client_name Наименование; не пустое, сохраняются первые 50 символов
     * @param mixed $region_id УИД региона из доступных партнеру (partner_region_read)
     * @param mixed $client_inn ИНН; сохраняются первые 12 символов
     * @param mixed $client_kpp КПП; сохраняются первые 9 символов
     * @param mixed $client_full_name Полное наименование; сохраняются первые 255 символов
     */
    public function client_add(mixed $client_name = null, mixed $region_id = null, mixed $client_inn = null, mixed $client_kpp = null, mixed $client_full_name = null): array
    {
        return $this->call('partnerapi.client_add', ['client_name' => $client_name, 'region_id' => $region_id, 'client_inn' => $client_inn, 'client_kpp' => $client_kpp, 'client_full_name' => $client_full_name]);
    }

    /**
     * Добавление клиента с регистрационным номером договора ИТС и способом оплаты.
     *
     * @param mixed $client_name Наименование; не пустое, сохраняются первые 50 символов
     * @param mixed $region_id УИД региона из доступных партнеру (partner_region_read)
     * @param mixed $client_inn ИНН; сохраняются первые 12 символов
     * @param mixed $client_kpp КПП; сохраняются первые 9 символов
     * @param mixed $client_full_name Полное наименование; сохраняются первые 255 символов
     * @param mixed $client_reg_num Основной или дополнительный регистрационный номер, к которому привязан договор ИТС
     * @param mixed $pay_method_type_id Код способа оплаты (pay_method_type_read); null — 4 при действующем договоре ИТС, иначе 2
     */
    public function client_add_its(mixed $client_name = null, mixed $region_id = null, mixed $client_inn = null, mixed $client_kpp = null, mixed $client_full_name = null, mixed $client_reg_num = null, mixed $pay_method_type_id = null): array
    {
        return $this->call('partnerapi.client_add_its', ['client_name' => $client_name, 'region_id' => $region_id, 'client_inn' => $client_inn, 'client_kpp' => $client_kpp, 'client_full_name' => $client_full_name, 'client_reg_num' => $client_reg_num, 'pay_method_type_id' => $pay_method_type_id]);
    }

    /**
     * Добавление клиента с договором ИТС и дополнительным признаком.
     *
     * @param mixed $client_name Наименование; не пустое, сохраняются первые 50 символов
     * @param mixed $region_id УИД региона из доступных партнеру (partner_region_read)
     * @param mixed $client_inn ИНН; сохраняются первые 12 символов
     * @param mixed $client_kpp КПП; сохраняются первые 9 символов
     * @param mixed $client_full_name Полное наименование; сохраняются первые 255 символов
     * @param mixed $client_reg_num Основной или дополнительный регистрационный номер, к которому привязан договор ИТС
     * @param mixed $pay_method_type_id Код способа оплаты (pay_method_type_read); null — 4 при действующем договоре ИТС, иначе 2
     * @param mixed $addit_attribute Дополнительный признак клиента
     */
    public function client_add_advanced(mixed $client_name = null, mixed $region_id = null, mixed $client_inn = null, mixed $client_kpp = null, mixed $client_full_name = null, mixed $client_reg_num = null, mixed $pay_method_type_id = null, mixed $addit_attribute = null): array
    {
        return $this->call('partnerapi.client_add_advanced', ['client_name' => $client_name, 'region_id' => $region_id, 'client_inn' => $client_inn, 'client_kpp' => $client_kpp, 'client_full_name' => $client_full_name, 'client_reg_num' => $client_reg_num, 'pay_method_type_id' => $pay_method_type_id, 'addit_attribute' => $addit_attribute]);
    }

    /**
     * Изменение клиента; сохранено для совместимости, рекомендуется client_edit_its.
     *
     * @param mixed $client_id УИД изменяемого клиента
     * @param mixed $client_name Новое наименование; не пустое, сохраняются первые 50 символов
     * @param mixed $region_id УИД нового региона (partner_region_read); null или пустая строка — не менять
     * @param mixed $client_inn Новый ИНН, первые 12 символов; null — не менять, пустая строка — очистить
     * @param mixed $client_kpp Новый КПП, первые 9 символов; null — не менять, пустая строка — очистить
     * @param mixed $client_full_name Новое полное наименование, первые 255 символов; null — не менять, пустая строка — очистить
     */
    public function client_edit(mixed $client_id = null, mixed $client_name = null, mixed $region_id = null, mixed $client_inn = null, mixed $client_kpp = null, mixed $client_full_name = null): array
    {
        return $this->call('partnerapi.client_edit', ['client_id' => $client_id, 'client_name' => $client_name, 'region_id' => $region_id, 'client_inn' => $client_inn, 'client_kpp' => $client_kpp, 'client_full_name' => $client_full_name]);
    }

    /**
     * Изменение клиента, его регистрационного номера и способа оплаты.
     *
     * @param mixed $client_id УИД изменяемого клиента
     * @param mixed $client_name Новое наименование; не пустое, сохраняются первые 50 символов
     * @param mixed $region_id УИД нового региона (partner_region_read); null или пустая строка — не менять
     * @param mixed $client_inn Новый ИНН, первые 12 символов; null — не менять, пустая строка — очистить
     * @param mixed $client_kpp Новый КПП, первые 9 символов; null — не менять, пустая строка — очистить
     * @param mixed $client_full_name Новое полное наименование, первые 255 символов; null — не менять, пустая строка — очистить
     * @param mixed $client_reg_num Новый регистрационный номер договора ИТС; null — не менять, пустая строка — очистить
     * @param mixed $pay_method_type_id Код нового способа оплаты (pay_method_type_read); null — не менять
     */
    public function client_edit_its(mixed $client_id = null, mixed $client_name = null, mixed $region_id = null, mixed $client_inn = null, mixed $client_kpp = null, mixed $client_full_name = null, mixed $client_reg_num = null, mixed $pay_method_type_id = null): array
    {
        return $this->call('partnerapi.client_edit_its', ['client_id' => $client_id, 'client_name' => $client_name, 'region_id' => $region_id, 'client_inn' => $client_inn, 'client_kpp' => $client_kpp, 'client_full_name' => $client_full_name, 'client_reg_num' => $client_reg_num, 'pay_method_type_id' => $pay_method_type_id]);
    }

    /**
     * Изменение клиента вместе с дополнительным признаком.
     *
     * @param mixed $client_id УИД изменяемого клиента
     * @param mixed $client_name Новое наименование; не пустое, сохраняются первые 50 символов
     * @param mixed $region_id УИД нового региона (partner_region_read); null или пустая строка — не менять
     * @param mixed $client_inn Новый ИНН, первые 12 символов; null — не менять, пустая строка — очистить
     * @param mixed $client_kpp Новый КПП, первые 9 символов; null — не менять, пустая строка — очистить
     * @param mixed $client_full_name Новое полное наименование, первые 255 символов; null — не менять, пустая строка — очистить
     * @param mixed $client_reg_num Новый регистрационный номер договора ИТС; null — не менять, пустая строка — очистить
     * @param mixed $pay_method_type_id Код нового способа оплаты (pay_method_type_read); null — не менять
     * @param mixed $addit_attribute Новый дополнительный признак; null — не менять, пустая строка — очистить
     */
    public function client_edit_advanced(mixed $client_id = null, mixed $client_name = null, mixed $region_id = null, mixed $client_inn = null, mixed $client_kpp = null, mixed $client_full_name = null, mixed $client_reg_num = null, mixed $pay_method_type_id = null, mixed $addit_attribute = null): array
    {
        return $this->call('partnerapi.client_edit_advanced', ['client_id' => $client_id, 'client_name' => $client_name, 'region_id' => $region_id, 'client_inn' => $client_inn, 'client_kpp' => $client_kpp, 'client_full_name' => $client_full_name, 'client_reg_num' => $client_reg_num, 'pay_method_type_id' => $pay_method_type_id, 'addit_attribute' => $addit_attribute]);
    }

    /**
     * Договор сопровождения 1С:ИТС по регистрационному номеру и ИНН.
     *
     * @param mixed $RegNumberPP1C Регистрационный номер программного продукта 1С у клиента
     * @param mixed $INN ИНН клиента
     */
    public function client_ITS_status_For_INN(mixed $RegNumberPP1C = null, mixed $INN = null): array
    {
        return $this->call('partnerapi.client_ITS_status_For_INN', ['RegNumberPP1C' => $RegNumberPP1C, 'INN' => $INN]);
    }

    /**
     * Удаление клиента со всеми сотрудниками, доступами и абонементами; повторный вызов восстанавливает самого клиента.
     *
     * @param mixed $client_id УИД клиента
     */
    public function client_delete(mixed $client_id = null): array
    {
        return $this->call('partnerapi.client_delete', ['client_id' => $client_id]);
    }

    /**
     * Контактная информация клиентов согласно отбору.
     *
     * @param mixed $client_id Отбор по клиенту (УИД); null — все клиенты партнера
     * @param mixed $contact_type_id Отбор по виду контактной информации (contact_type_code = 1); null — все виды
     */
    public function client_contact_read(mixed $client_id = null, mixed $contact_type_id = null): array
    {
        return $this->call('partnerapi.client_contact_read', ['client_id' => $client_id, 'contact_type_id' => $contact_type_id]);
    }

    /**
     * Изменение контактной информации клиента.
     *
     * @param mixed $client_id УИД клиента
     * @param mixed $contact_type_id УИД вида контактной информации (contact_type_code = 1)
     * @param mixed $contact_view Новое представление, первые 500 символов; null или пустая строка — очистить
     */
    public function client_contact_edit(mixed $client_id = null, mixed $contact_type_id = null, mixed $contact_view = null): array
    {
        return $this->call('partnerapi.client_contact_edit', ['client_id' => $client_id, 'contact_type_id' => $contact_type_id, 'contact_view' => $contact_view]);
    }

    /**
     * Клиенты других партнеров, которых поддерживают по экспортируемой линии текущего партнера.
     *
     * @param mixed $service_type_id УИД экспортируемой линии поддержки
     * @param mixed $partner_id УИД партнера, клиенты которого нужны; null — все партнеры
     */
    public function client_vendor_read(mixed $service_type_id = null, mixed $partner_id = null): array
    {
        return $this->call('partnerapi.client_vendor_read', ['service_type_id' => $service_type_id, 'partner_id' => $partner_id]);
    }

    /**
     * Агенты текущего партнера согласно отбору.
     *
     * @param mixed $agent_partner_id Отбор по агенту (УИД); null — все агенты
     * @param mixed $agent_partner_activity Истина — только активные, Ложь — только неактивные, null — все
     * @param mixed $partner_user_id Отбор по сотруднику партнера (УИД); null — все сотрудники
     */
    public function agent_partner_read(mixed $agent_partner_id = null, mixed $agent_partner_activity = null, mixed $partner_user_id = null): array
    {
        return $this->call('partnerapi.agent_partner_read', ['agent_partner_id' => $agent_partner_id, 'agent_partner_activity' => $agent_partner_activity, 'partner_user_id' => $partner_user_id]);
    }

    /**
     * Создание агента партнера для указанного сотрудника.
     *
     * @param mixed $agent_partner_password Пароль агента; null или 0 — создается автоматически
     * @param mixed $partner_user_id УИД сотрудника партнера, которому передается агент
     */
    public function agent_partner_add(mixed $agent_partner_password = null, mixed $partner_user_id = null): array
    {
        return $this->call('partnerapi.agent_partner_add', ['agent_partner_password' => $agent_partner_password, 'partner_user_id' => $partner_user_id]);
    }

    /**
     * Изменение пароля агента партнера или передача его другому сотруднику.
     *
     * @param mixed $agent_partner_id УИД изменяемого агента
     * @param mixed $agent_partner_password Новый пароль; null — не менять, пустая строка — создать автоматически
     * @param mixed $agent_partner_activity Фиктивный параметр, не используется; см. agent_partner_delete
     * @param mixed $partner_user_id УИД нового сотрудника агента; null или пустая строка — не менять
     */
    public function agent_partner_edit(mixed $agent_partner_id = null, mixed $agent_partner_password = null, mixed $agent_partner_activity = null, mixed $partner_user_id = null): array
    {
        return $this->call('partnerapi.agent_partner_edit', ['agent_partner_id' => $agent_partner_id, 'agent_partner_password' => $agent_partner_password, 'agent_partner_activity' => $agent_partner_activity, 'partner_user_id' => $partner_user_id]);
    }

    /**
     * Удаление агента партнера; при удалении ответ пустой; повторный вызов восстанавливает агента.
     *
     * @param mixed $agent_partner_id УИД агента партнера
     */
    public function agent_partner_delete(mixed $agent_partner_id = null): array
    {
        return $this->call('partnerapi.agent_partner_delete', ['agent_partner_id' => $agent_partner_id]);
    }

    /**
     * Агенты пользователей согласно отбору.
     *
     * @param mixed $agent_user_id Отбор по агенту (УИД); null — все агенты
     * @param mixed $client_id Отбор по клиенту, у которого находится агент (УИД); null — все клиенты
     * @param mixed $agent_user_activity Истина — только активные, Ложь — только неактивные, null — все
     * @param mixed $client_user_id Отбор по сотруднику клиента (УИД); null — все сотрудники
     */
    public function agent_user_read(mixed $agent_user_id = null, mixed $client_id = null, mixed $agent_user_activity = null, mixed $client_user_id = null): array
    {
        return $this->call('partnerapi.agent_user_read', ['agent_user_id' => $agent_user_id, 'client_id' => $client_id, 'agent_user_activity' => $agent_user_activity, 'client_user_id' => $client_user_id]);
    }

    /**
     * Создание агента пользователя для указанного сотрудника клиента.
     *
     * @param mixed $agent_user_password Пароль агента; null или 0 — создается автоматически
     * @param mixed $client_user_id УИД сотрудника клиента, которому передается агент
     */
    public function agent_user_add(mixed $agent_user_password = null, mixed $client_user_id = null): array
    {
        return $this->call('partnerapi.agent_user_add', ['agent_user_password' => $agent_user_password, 'client_user_id' => $client_user_id]);
    }

    /**
     * Изменение пароля агента пользователя или передача его другому сотруднику того же клиента.
     *
     * @param mixed $agent_user_id УИД изменяемого агента
     * @param mixed $agent_user_password Новый пароль; null — не менять, пустая строка — создать автоматически
     * @param mixed $agent_user_activity Фиктивный параметр, не используется; см. agent_user_delete
     * @param mixed $client_user_id УИД нового сотрудника агента, из того же клиента; null или пустая строка — не менять
     */
    public function agent_user_edit(mixed $agent_user_id = null, mixed $agent_user_password = null, mixed $agent_user_activity = null, mixed $client_user_id = null): array
    {
        return $this->call('partnerapi.agent_user_edit', ['agent_user_id' => $agent_user_id, 'agent_user_password' => $agent_user_password, 'agent_user_activity' => $agent_user_activity, 'client_user_id' => $client_user_id]);
    }

    /**
     * Удаление агента пользователя; при удалении ответ пустой; повторный вызов восстанавливает агента.
     *
     * @param mixed $agent_user_id УИД агента пользователя
     */
    public function agent_user_delete(mixed $agent_user_id = null): array
    {
        return $this->call('partnerapi.agent_user_delete', ['agent_user_id' => $agent_user_id]);
    }

    /**
     * Отправка с указанного почтового ящика письма о предоставленном доступе.
     *
     * @param mixed $client_user_id УИД агента или сотрудника клиента, которому отправляется письмо
     * @param mixed $sender_email_address Адрес электронной почты отправителя
     * @param mixed $email_login Логин на почтовом сервере
     * @param mixed $email_password Пароль на почтовом сервере
     * @param mixed $smtp_server Сервер исходящей почты (SMTP)
     * @param mixed $smtp_port Порт SMTP, обычно 25, 465, 587 или 2525
     * @param mixed $ssl_encryption Истина — соединение по SSL; null или Ложь — без него (STARTTLS, если сервер его поддерживает)
     */
    public function account_access_email_notify(mixed $client_user_id = null, mixed $sender_email_address = null, mixed $email_login = null, mixed $email_password = null, mixed $smtp_server = null, mixed $smtp_port = null, mixed $ssl_encryption = null): array
    {
        return $this->call('partnerapi.account_access_email_notify', ['client_user_id' => $client_user_id, 'sender_email_address' => $sender_email_address, 'email_login' => $email_login, 'email_password' => $email_password, 'smtp_server' => $smtp_server, 'smtp_port' => $smtp_port, 'ssl_encryption' => $ssl_encryption]);
    }

    /**
     * Виды абонементов (линии поддержки), доступные партнеру, в том числе вендорные.
     *
     * @param mixed $service_type_id Отбор по линии поддержки (УИД); null — все доступные
     * @param mixed $partner_id Отбор по партнеру-владельцу линии (УИД); null — все владельцы
     */
    public function service_type_read(mixed $service_type_id = null, mixed $partner_id = null): array
    {
        return $this->call('partnerapi.service_type_read', ['service_type_id' => $service_type_id, 'partner_id' => $partner_id]);
    }

    /**
     * Добавление собственной линии поддержки; только для партнеров с ролью «Франчайзи».
     *
     * @param mixed $service_type_name Наименование линии; не пустое
     * @param mixed $service_type_full_name Полное наименование линии
     */
    public function service_type_add(mixed $service_type_name = null, mixed $service_type_full_name = null): array
    {
        return $this->call('partnerapi.service_type_add', ['service_type_name' => $service_type_name, 'service_type_full_name' => $service_type_full_name]);
    }

    /**
     * Изменение наименований собственной линии поддержки.
     *
     * @param mixed $service_type_id УИД изменяемой линии поддержки
     * @param mixed $service_type_name Новое наименование линии
     * @param mixed $service_type_full_name Новое полное наименование; null — не менять, пустая строка — очистить
     */
    public function service_type_edit(mixed $service_type_id = null, mixed $service_type_name = null, mixed $service_type_full_name = null): array
    {
        return $this->call('partnerapi.service_type_edit', ['service_type_id' => $service_type_id, 'service_type_name' => $service_type_name, 'service_type_full_name' => $service_type_full_name]);
    }

    /**
     * Удаление собственной линии поддержки.
     *
     * @param mixed $service_type_id УИД удаляемой линии поддержки
     */
    public function service_type_delete(mixed $service_type_id = null): array
    {
        return $this->call('partnerapi.service_type_delete', ['service_type_id' => $service_type_id]);
    }

    /**
     * Регионы, в которых присутствует текущий партнер.
     *
     * @param mixed $region_id Отбор по региону (УИД); null — все регионы
     */
    public function region_read(mixed $region_id = null): array
    {
        return $this->call('partnerapi.region_read', ['region_id' => $region_id]);
    }

    /**
     * Договоры текущего партнера согласно отбору.
     *
     * @param mixed $contract_id Отбор по договору (УИД); null — все договоры
     * @param mixed $contract_start_date Отбор по дате начала договора; null — без отбора
     * @param mixed $contract_end_date Отбор по дате окончания договора (0001-01-01 — бессрочные); null — без отбора
     * @param mixed $role_id Отбор по виду взаимоотношений (номер роли из role_read); null — все роли
     */
    public function contract_read(mixed $contract_id = null, mixed $contract_start_date = null, mixed $contract_end_date = null, mixed $role_id = null): array
    {
        return $this->call('partnerapi.contract_read', ['contract_id' => $contract_id, 'contract_start_date' => $contract_start_date, 'contract_end_date' => $contract_end_date, 'role_id' => $role_id]);
    }

    /**
     * Линии поддержки, по которым партнер может оказывать поддержку согласно договорам.
     *
     * @param mixed $contract_id Отбор по договору (УИД); null — все договоры
     * @param mixed $service_type_id Отбор по линии поддержки (УИД); null — все линии
     * @param mixed $contract_service_start_date Отбор: линии, поддержка по которым разрешена на эту дату; null — без отбора
     * @param mixed $contract_service_end_date Отбор: линии, поддержка по которым разрешена и на эту дату; null — без отбора
     */
    public function contract_service_read(mixed $contract_id = null, mixed $service_type_id = null, mixed $contract_service_start_date = null, mixed $contract_service_end_date = null): array
    {
        return $this->call('partnerapi.contract_service_read', ['contract_id' => $contract_id, 'service_type_id' => $service_type_id, 'contract_service_start_date' => $contract_service_start_date, 'contract_service_end_date' => $contract_service_end_date]);
    }

    /**
     * Добавление в договор разрешения на поддержку по линии; в ответе все разрешения на эту линию.
     *
     * @param mixed $service_type_id УИД добавляемой линии поддержки
     * @param mixed $contract_service_start_date Начало действия; null — текущая дата
     */
    public function contract_service_add(mixed $service_type_id = null, mixed $contract_service_start_date = null): array
    {
        return $this->call('partnerapi.contract_service_add', ['service_type_id' => $service_type_id, 'contract_service_start_date' => $contract_service_start_date]);
    }

    /**
     * Удаление линии поддержки из договоров текущего партнера; ответ пустой.
     *
     * @param mixed $service_type_id УИД удаляемой линии поддержки
     */
    public function contract_service_delete(mixed $service_type_id = null): array
    {
        return $this->call('partnerapi.contract_service_delete', ['service_type_id' => $service_type_id]);
    }

    /**
     * Абонементы, которые действуют или будут действовать позже, согласно отбору.
     *
     * @param mixed $service_id Отбор по абонементу (УИД); null — все абонементы
     * @param mixed $sale_partner_id Отбор по партнеру, активировавшему абонемент (УИД); null — все
     * @param mixed $client_id Отбор по клиенту (УИД); null — все клиенты
     * @param mixed $service_partner_id Отбор по сервисному партнеру (УИД); null — все
     * @param mixed $service_start_date Отбор по дате начала абонемента; null — без отбора
     * @param mixed $service_end_date Отбор по дате окончания абонемента (0001-01-01 — бессрочные); null — без отбора
     * @param mixed $agent_user_id Отбор по агенту пользователя (УИД); null — все агенты
     * @param mixed $service_type_id Отбор по линии поддержки (УИД); null — все линии
     */
    public function service_read(mixed $service_id = null, mixed $sale_partner_id = null, mixed $client_id = null, mixed $service_partner_id = null, mixed $service_start_date = null, mixed $service_end_date = null, mixed $agent_user_id = null, mixed $service_type_id = null): array
    {
        return $this->call('partnerapi.service_read', ['service_id' => $service_id, 'sale_partner_id' => $sale_partner_id, 'client_id' => $client_id, 'service_partner_id' => $service_partner_id, 'service_start_date' => $service_start_date, 'service_end_date' => $service_end_date, 'agent_user_id' => $agent_user_id, 'service_type_id' => $service_type_id]);
    }

    /**
     * Активация абонемента клиенту.
     *
     * @param mixed $client_id УИД клиента, которому активируется абонемент
     * @param mixed $service_partner_id УИД сервисного партнера
     * @param mixed $service_start_date Дата начала; null — текущая дата
     * @param mixed $service_end_date Дата окончания; null — бессрочный
     * @param mixed $agent_user_id УИД агента пользователя, для которого активируется абонемент
     * @param mixed $service_type_id УИД линии поддержки
     */
    public function service_add(mixed $client_id = null, mixed $service_partner_id = null, mixed $service_start_date = null, mixed $service_end_date = null, mixed $agent_user_id = null, mixed $service_type_id = null): array
    {
        return $this->call('partnerapi.service_add', ['client_id' => $client_id, 'service_partner_id' => $service_partner_id, 'service_start_date' => $service_start_date, 'service_end_date' => $service_end_date, 'agent_user_id' => $agent_user_id, 'service_type_id' => $service_type_id]);
    }

    /**
     * Отмена абонемента; при успехе ответ пустой.
     *
     * @param mixed $service_id УИД отменяемого абонемента
     */
    public function service_stop(mixed $service_id = null): array
    {
        return $this->call('partnerapi.service_stop', ['service_id' => $service_id]);
    }

    /**
     * Изменение сервисного партнера и дат абонемента.
     *
     * @param mixed $service_id УИД абонемента
     * @param mixed $service_partner_id УИД нового сервисного партнера; null или пустая строка — не менять
     * @param mixed $service_start_date Новая дата начала; null — не менять
     * @param mixed $service_end_date Новая дата окончания; null — не менять, 0001-01-01 — бессрочный
     */
    public function service_edit(mixed $service_id = null, mixed $service_partner_id = null, mixed $service_start_date = null, mixed $service_end_date = null): array
    {
        return $this->call('partnerapi.service_edit', ['service_id' => $service_id, 'service_partner_id' => $service_partner_id, 'service_start_date' => $service_start_date, 'service_end_date' => $service_end_date]);
    }

    /**
     * Компетенции агентов партнера согласно отбору.
     *
     * @param mixed $competence_id Отбор по компетенции (УИД); null — все компетенции
     * @param mixed $agent_partner_id Отбор по агенту партнера (УИД); null — все агенты
     * @param mixed $service_type_id Отбор по линии поддержки (УИД); null — все линии
     * @param mixed $prioritet Отбор по приоритету; null — любой
     */
    public function competence_read(mixed $competence_id = null, mixed $agent_partner_id = null, mixed $service_type_id = null, mixed $prioritet = null): array
    {
        return $this->call('partnerapi.competence_read', ['competence_id' => $competence_id, 'agent_partner_id' => $agent_partner_id, 'service_type_id' => $service_type_id, 'prioritet' => $prioritet]);
    }

    /**
     * Назначение агенту партнера компетенции по линии поддержки.
     *
     * @param mixed $agent_partner_id УИД агента, которому назначается компетенция
     * @param mixed $service_type_id УИД линии поддержки
     * @param mixed $prioritet Приоритет; null — 3
     */
    public function competence_add(mixed $agent_partner_id = null, mixed $service_type_id = null, mixed $prioritet = null): array
    {
        return $this->call('partnerapi.competence_add', ['agent_partner_id' => $agent_partner_id, 'service_type_id' => $service_type_id, 'prioritet' => $prioritet]);
    }

    /**
     * Отмена компетенции; при успехе ответ пустой.
     *
     * @param mixed $competence_id УИД отменяемой компетенции
     */
    public function competence_stop(mixed $competence_id = null): array
    {
        return $this->call('partnerapi.competence_stop', ['competence_id' => $competence_id]);
    }

    /**
     * Сотрудники текущего партнера.
     *
     * @param mixed $partner_user_id Отбор по сотруднику партнера (УИД); null — все сотрудники
     * @param mixed $include_deleted Истина — вместе с удаленными; null или Ложь — только не удаленные
     */
    public function partner_user_read(mixed $partner_user_id = null, mixed $include_deleted = null): array
    {
        return $this->call('partnerapi.partner_user_read', ['partner_user_id' => $partner_user_id, 'include_deleted' => $include_deleted]);
    }

    /**
     * Сотрудники текущего партнера с днями рождения.
     *
     * @param mixed $partner_user_id Отбор по сотруднику партнера (УИД); null — все сотрудники
     * @param mixed $include_deleted Истина — вместе с удаленными; null или Ложь — только не удаленные
     */
    public function partner_user_read_with_birthday(mixed $partner_user_id = null, mixed $include_deleted = null): array
    {
        return $this->call('partnerapi.partner_user_read_with_birthday', ['partner_user_id' => $partner_user_id, 'include_deleted' => $include_deleted]);
    }

    /**
     * Добавление сотрудника текущего партнера.
     *
     * @param mixed $partner_user_name Имя сотрудника; не пустое
     * @param mixed $partner_user_family_name Фамилия сотрудника
     * @param mixed $partner_user_father_name Отчество сотрудника
     */
    public function partner_user_add(mixed $partner_user_name = null, mixed $partner_user_family_name = null, mixed $partner_user_father_name = null): array
    {
        return $this->call('partnerapi.partner_user_add', ['partner_user_name' => $partner_user_name, 'partner_user_family_name' => $partner_user_family_name, 'partner_user_father_name' => $partner_user_father_name]);
    }

    /**
     * Изменение дня рождения сотрудника партнера.
     *
     * @param mixed $partner_user_id УИД сотрудника партнера
     * @param mixed $birthday День рождения; 0001-01-01 — очистить
     */
    public function partner_user_set_birthday(mixed $partner_user_id = null, mixed $birthday = null): array
    {
        return $this->call('partnerapi.partner_user_set_birthday', ['partner_user_id' => $partner_user_id, 'birthday' => $birthday]);
    }

    /**
     * Изменение ФИО сотрудника партнера.
     *
     * @param mixed $partner_user_id УИД сотрудника партнера
     * @param mixed $partner_user_name Новое имя; null — не менять, пустая строка — очистить
     * @param mixed $partner_user_family_name Новая фамилия; null — не менять, пустая строка — очистить
     * @param mixed $partner_user_father_name Новое отчество; null — не менять, пустая строка — очистить
     */
    public function partner_user_edit(mixed $partner_user_id = null, mixed $partner_user_name = null, mixed $partner_user_family_name = null, mixed $partner_user_father_name = null): array
    {
        return $this->call('partnerapi.partner_user_edit', ['partner_user_id' => $partner_user_id, 'partner_user_name' => $partner_user_name, 'partner_user_family_name' => $partner_user_family_name, 'partner_user_father_name' => $partner_user_father_name]);
    }

    /**
     * Удаление сотрудника партнера; повторный вызов восстанавливает.
     *
     * @param mixed $partner_user_id УИД сотрудника партнера
     */
    public function partner_user_delete(mixed $partner_user_id = null): array
    {
        return $this->call('partnerapi.partner_user_delete', ['partner_user_id' => $partner_user_id]);
    }

    /**
     * Контактная информация сотрудников партнера согласно отбору.
     *
     * @param mixed $partner_user_id Отбор по сотруднику партнера (УИД); null — все сотрудники
     * @param mixed $contact_type_id Отбор по виду контактной информации (contact_type_code = 3); null — все виды
     */
    public function partner_user_contact_read(mixed $partner_user_id = null, mixed $contact_type_id = null): array
    {
        return $this->call('partnerapi.partner_user_contact_read', ['partner_user_id' => $partner_user_id, 'contact_type_id' => $contact_type_id]);
    }

    /**
     * Изменение контактной информации сотрудника партнера.
     *
     * @param mixed $partner_user_id УИД сотрудника партнера
     * @param mixed $contact_type_id УИД вида контактной информации (contact_type_code = 3)
     * @param mixed $contact_view Новое представление взамен прежнего, первые 500 символов; null или пустая строка — очистить
     */
    public function partner_user_contact_edit(mixed $partner_user_id = null, mixed $contact_type_id = null, mixed $contact_view = null): array
    {
        return $this->call('partnerapi.partner_user_contact_edit', ['partner_user_id' => $partner_user_id, 'contact_type_id' => $contact_type_id, 'contact_view' => $contact_view]);
    }

    /**
     * Сотрудники клиентов согласно отбору.
     *
     * @param mixed $client_user_id Отбор по сотруднику клиента (УИД); null — все сотрудники
     * @param mixed $client_id Отбор по клиенту (УИД); null — все клиенты
     * @param mixed $include_deleted Истина — вместе с удаленными; null или Ложь — только не удаленные
     */
    public function client_user_read(mixed $client_user_id = null, mixed $client_id = null, mixed $include_deleted = null): array
    {
        return $this->call('partnerapi.client_user_read', ['client_user_id' => $client_user_id, 'client_id' => $client_id, 'include_deleted' => $include_deleted]);
    }

    /**
     * Сотрудники клиентов с днями рождения.
     *
     * @param mixed $client_user_id Отбор по сотруднику клиента (УИД); null — все сотрудники
     * @param mixed $client_id Отбор по клиенту (УИД); null — все клиенты
     * @param mixed $include_deleted Истина — вместе с удаленными; null или Ложь — только не удаленные
     */
    public function client_user_read_with_birthday(mixed $client_user_id = null, mixed $client_id = null, mixed $include_deleted = null): array
    {
        return $this->call('partnerapi.client_user_read_with_birthday', ['client_user_id' => $client_user_id, 'client_id' => $client_id, 'include_deleted' => $include_deleted]);
    }

    /**
     * Добавление сотрудника клиента.
     *
     * @param mixed $client_id УИД клиента, которому добавляется сотрудник
     * @param mixed $client_user_name Имя сотрудника; не пустое
     * @param mixed $client_user_family_name Фамилия сотрудника
     * @param mixed $client_user_father_name Отчество сотрудника
     */
    public function client_user_add(mixed $client_id = null, mixed $client_user_name = null, mixed $client_user_family_name = null, mixed $client_user_father_name = null): array
    {
        return $this->call('partnerapi.client_user_add', ['client_id' => $client_id, 'client_user_name' => $client_user_name, 'client_user_family_name' => $client_user_family_name, 'client_user_father_name' => $client_user_father_name]);
    }

    /**
     * Изменение ФИО сотрудника клиента.
     *
     * @param mixed $client_user_id УИД сотрудника клиента
     * @param mixed $client_user_name Новое имя; null — не менять, пустая строка — очистить
     * @param mixed $client_user_family_name Новая фамилия; null — не менять, пустая строка — очистить
     * @param mixed $client_user_father_name Новое отчество; null — не менять, пустая строка — очистить
     */
    public function client_user_edit(mixed $client_user_id = null, mixed $client_user_name = null, mixed $client_user_family_name = null, mixed $client_user_father_name = null): array
    {
        return $this->call('partnerapi.client_user_edit', ['client_user_id' => $client_user_id, 'client_user_name' => $client_user_name, 'client_user_family_name' => $client_user_family_name, 'client_user_father_name' => $client_user_father_name]);
    }

    /**
     * Изменение дня рождения сотрудника клиента.
     *
     * @param mixed $client_user_id УИД сотрудника клиента
     * @param mixed $birthday День рождения; 0001-01-01 — очистить
     */
    public function client_user_set_birthday(mixed $client_user_id = null, mixed $birthday = null): array
    {
        return $this->call('partnerapi.client_user_set_birthday', ['client_user_id' => $client_user_id, 'birthday' => $birthday]);
    }

    /**
     * Удаление сотрудника клиента; повторный вызов восстанавливает.
     *
     * @param mixed $client_user_id УИД сотрудника клиента
     */
    public function client_user_delete(mixed $client_user_id = null): array
    {
        return $this->call('partnerapi.client_user_delete', ['client_user_id' => $client_user_id]);
    }

    /**
     * Контактная информация сотрудников клиентов согласно отбору.
     *
     * @param mixed $client_user_id Отбор по сотруднику клиента (УИД); null — все сотрудники
     * @param mixed $contact_type_id Отбор по виду контактной информации (contact_type_code = 3); null — все виды
     */
    public function client_user_contact_read(mixed $client_user_id = null, mixed $contact_type_id = null): array
    {
        return $this->call('partnerapi.client_user_contact_read', ['client_user_id' => $client_user_id, 'contact_type_id' => $contact_type_id]);
    }

    /**
     * Изменение контактной информации сотрудника клиента.
     *
     * @param mixed $client_user_id УИД сотрудника клиента
     * @param mixed $contact_type_id УИД вида контактной информации (contact_type_code = 3)
     * @param mixed $contact_view Новое представление взамен прежнего, первые 500 символов; null или пустая строка — очистить
     */
    public function client_user_contact_edit(mixed $client_user_id = null, mixed $contact_type_id = null, mixed $contact_view = null): array
    {
        return $this->call('partnerapi.client_user_contact_edit', ['client_user_id' => $client_user_id, 'contact_type_id' => $contact_type_id, 'contact_view' => $contact_view]);
    }

    /**
     * Статистика звонков за интервал по московскому времени.
     *
     * @param mixed $start_time Начало интервала, включительно; сравнивается начало звонка; null — без границы
     * @param mixed $end_time Конец интервала, включительно; null — без границы
     * @param mixed $client_id Отбор по клиенту (УИД); null — все клиенты
     * @param mixed $agent_id Отбор по агенту, участвовавшему в звонке с любой стороны (УИД); null — все агенты
     * @param mixed $src_agent_id Отбор по звонившему агенту (УИД); null — все агенты
     * @param mixed $dst_agent_id Отбор по агенту, которому звонили (УИД); null — все агенты
     * @param mixed $service_type_id Отбор по линии поддержки (УИД); null — все линии
     */
    public function statistics_read(mixed $start_time = null, mixed $end_time = null, mixed $client_id = null, mixed $agent_id = null, mixed $src_agent_id = null, mixed $dst_agent_id = null, mixed $service_type_id = null): array
    {
        return $this->call('partnerapi.statistics_read', ['start_time' => $start_time, 'end_time' => $end_time, 'client_id' => $client_id, 'agent_id' => $agent_id, 'src_agent_id' => $src_agent_id, 'dst_agent_id' => $dst_agent_id, 'service_type_id' => $service_type_id]);
    }

    /**
     * Статистика сеансов удаленного доступа за интервал по московскому времени.
     *
     * @param mixed $start_time Начало интервала, включительно, не ранее двух месяцев назад; null — два месяца назад
     * @param mixed $end_time Конец интервала, включительно; null — без границы
     * @param mixed $client_id Отбор по клиенту (УИД); null — все клиенты
     * @param mixed $agent_id Отбор по агенту, участвовавшему в сеансе с любой стороны (УИД); null — все агенты
     * @param mixed $src_agent_id Отбор по агенту, транслировавшему рабочий стол (УИД); null — все агенты
     * @param mixed $dst_agent_id Отбор по агенту, управлявшему рабочим столом (УИД); null — все агенты
     * @param mixed $service_type_id Отбор по линии поддержки (УИД); null — все линии
     */
    public function remote_access_statistics_read(mixed $start_time = null, mixed $end_time = null, mixed $client_id = null, mixed $agent_id = null, mixed $src_agent_id = null, mixed $dst_agent_id = null, mixed $service_type_id = null): array
    {
        return $this->call('partnerapi.remote_access_statistics_read', ['start_time' => $start_time, 'end_time' => $end_time, 'client_id' => $client_id, 'agent_id' => $agent_id, 'src_agent_id' => $src_agent_id, 'dst_agent_id' => $dst_agent_id, 'service_type_id' => $service_type_id]);
    }

    /**
     * Статистика звонков SIP-клиента за интервал по московскому времени.
     *
     * @param mixed $start_time Начало интервала, включительно; сравнивается начало звонка; null — без границы
     * @param mixed $end_time Конец интервала, включительно; null — без границы
     * @param mixed $agent_id Отбор по агенту (УИД); null — все агенты
     * @param mixed $abonent Отбор по номеру абонента, точное совпадение; null или пустая строка — все абоненты
     */
    public function sip_calls_statistics_read(mixed $start_time = null, mixed $end_time = null, mixed $agent_id = null, mixed $abonent = null): array
    {
        return $this->call('partnerapi.sip_calls_statistics_read', ['start_time' => $start_time, 'end_time' => $end_time, 'agent_id' => $agent_id, 'abonent' => $abonent]);
    }

    /**
     * История чата сотрудника клиента по линии поддержки: архив ZIP со страницами HTML.
     *
     * @param mixed $client_user_id УИД агента или сотрудника клиента
     * @param mixed $service_id УИД линии поддержки, по которой обращались
     * @param mixed $period_from Начало периода по московскому времени, включительно
     * @param mixed $period_to Конец периода по московскому времени, включительно
     */
    public function chat_history_statistics_read(mixed $client_user_id = null, mixed $service_id = null, mixed $period_from = null, mixed $period_to = null): array
    {
        return $this->call('partnerapi.chat_history_statistics_read', ['client_user_id' => $client_user_id, 'service_id' => $service_id, 'period_from' => $period_from, 'period_to' => $period_to]);
    }

    /**
     * История чата между коллегами: архив ZIP со страницами HTML.
     *
     * @param mixed $Colleague1_id УИД агента или сотрудника, первый участник
     * @param mixed $Colleague2_id УИД агента или сотрудника, второй участник
     * @param mixed $period_from Начало периода по московскому времени, включительно
     * @param mixed $period_to Конец периода по московскому времени, включительно
     */
    public function chat_history_colleagues_read(mixed $Colleague1_id = null, mixed $Colleague2_id = null, mixed $period_from = null, mixed $period_to = null): array
    {
        return $this->call('partnerapi.chat_history_colleagues_read', ['Colleague1_id' => $Colleague1_id, 'Colleague2_id' => $Colleague2_id, 'period_from' => $period_from, 'period_to' => $period_to]);
    }

    /**
     * Все виды контактной информации.
     */
    public function contact_type_read(): array
    {
        return $this->call('partnerapi.contact_type_read', []);
    }

    /**
     * Все роли (виды взаимоотношений).
     */
    public function role_read(): array
    {
        return $this->call('partnerapi.role_read', []);
    }

    /**
     * Все результаты звонков; обрабатывать по коду, наименование может меняться.
     */
    public function call_status_type_read(): array
    {
        return $this->call('partnerapi.call_status_type_read', []);
    }

    /**
     * Все статусы удаленного доступа; операция помечена на удаление.
     */
    public function remote_status_type_read(): array
    {
        return $this->call('partnerapi.remote_status_type_read', []);
    }

    /**
     * Виды средств удаленного доступа; обрабатывать по коду, наименование может меняться.
     */
    public function remote_access_type_read(): array
    {
        return $this->call('partnerapi.remote_access_type_read', []);
    }

    /**
     * Способы оплаты за клиентов для client_add_its, client_edit_its и их вариантов.
     */
    public function pay_method_type_read(): array
    {
        return $this->call('partnerapi.pay_method_type_read', []);
    }
}
