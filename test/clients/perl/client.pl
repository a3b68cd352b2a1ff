# Calls PartnerAPI through SOAP::Lite: a call a line comes in, what came of it
# goes out.
#
# client.pl ADDRESS LOGIN PASSWORD 1.1|1.2
use strict;
use warnings;
use JSON::PP;
use MIME::Base64 qw(encode_base64);
use SOAP::Lite;

$| = 1;
my ($address, $login, $password, $version) = @ARGV;
my $json = JSON::PP->new->utf8->allow_nonref;

# The WSDL tells the service's namespace, address and the actions; operands go
# by name, as SOAP::Lite makes no parameters of a document/literal one.
my $methods = (values %{SOAP::Schema->new(schema_url => "$address?wsdl")->parse->services})[0];
my $client = SOAP::Lite->soapversion($version)->autotype(0)->proxy('' . (values %$methods)[0]{endpoint});
$client->transport->default_header(Authorization => 'Basic ' . encode_base64("$login:$password", ''));

# An operand as SOAP::Lite takes it: without a type it would send what is not
# ASCII as base64.
sub operand {
    my ($name, $value) = @_;
    my $data = SOAP::Data->name($name);
    return $data->attr({'xsi:nil' => 'true'}) unless defined $value;
    $value = $value->{moment} if ref $value eq 'HASH';
    $value = $value ? 'true' : 'false' if JSON::PP::is_bool($value);
    return $data->type(string => $value);
}

sub call {
    my ($operation, $operands) = @_;
    my $method = $methods->{$operation} or die "the WSDL has no $operation";
    my $som = eval { $client->on_action(sub { "\"$method->{soapaction}\"" })->call(
        SOAP::Data->name($operation)->attr({xmlns => '' . $method->{namespace}}),
        map { operand($_, $operands->{$_}) } sort keys %$operands) };
    return {status => 0 + $client->transport->code} unless $som;
    # It knows the fault's children by their names in SOAP 1.1 alone.
    return {fault => {
        code => $som->faultcode // $som->valueof('//Fault/Code/Value'),
        text => $som->faultstring // $som->valueof('//Fault/Reason/Text'),
        detail => $som->valueof('//error'),
    }} if $som->fault;
    my @rows = $som->valueof('//return/row');
    my $value = $som->valueof('//return');
    return {return => @rows ? \@rows : shown($value)};
}

# What SOAP::Lite made of an answer without rows: an empty table is an empty text,
# and there are no booleans.
sub shown {
    my ($value) = @_;
    return undef if $value eq '';
    return $value eq 'true' ? JSON::PP::true : $value eq 'false' ? JSON::PP::false : $value;
}

while (my $line = <STDIN>) {
    my $request = $json->decode($line);
    print $json->encode(call($request->{operation}, $request->{operands})), "\n";
}
